using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using Codat.Interop;

namespace Codat
{
    /// <summary>Which connection to wait for.</summary>
    public sealed class WaitUntilLinked : IInput
    {
        /// <summary>The connection. Default: the first that is <c>Linked</c>.</summary>
        public string? ConnectionId { get; set; }

        /// <summary>
        /// The first pause between two looks, 10 ms to a minute; each is half as long again as the one before, to
        /// 15 s. Default: a second.
        /// </summary>
        [JsonPropertyName("pollIntervalMs")]
        [JsonConverter(typeof(MillisecondsConverter))]
        public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

        void IInput.Write(Utf8JsonWriter writer)
        {
            writer.WriteString("connectionId", ConnectionId);
            writer.WriteNumber("pollIntervalMs", NativeText.Milliseconds(PollInterval));
        }
    }
}
