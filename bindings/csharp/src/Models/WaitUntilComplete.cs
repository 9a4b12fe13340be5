using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>Which data to wait for; by default all of a company's.</summary>
    public sealed class WaitUntilComplete : IInput
    {
        /// <summary>
        /// Pull operations. Prefer them: they are your own pulls. Not together with <see cref="DataTypes"/>.
        /// </summary>
        public IList<string>? PullOperationIds { get; set; }

        /// <summary>Types of data, such as <c>invoices</c>: until none of them is being pulled.</summary>
        public IList<string>? DataTypes { get; set; }

        /// <summary>As for <see cref="WaitUntilLinked.PollInterval"/>.</summary>
        [JsonPropertyName("pollIntervalMs")]
        [JsonConverter(typeof(MillisecondsConverter))]
        public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.Write("pullOperationIds", PullOperationIds);
            writer.Write("dataTypes", DataTypes);
            writer.WriteNumber("pollIntervalMs", NativeText.Milliseconds(PollInterval));
        }
    }
}
