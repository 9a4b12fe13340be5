using System;
using System.Text.Json;

namespace Codat
{
    /// <summary>How strictly the age of a webhook is judged.</summary>
    public sealed class WebhookOptions
    {
        /// <summary>
        /// How far the event's time may be from now, to either side; whole seconds. Default: 5 minutes.
        /// </summary>
        public TimeSpan Tolerance { get; set; } = TimeSpan.FromMinutes(5);

        /// <summary>What time it is. Default: the system's time.</summary>
        public DateTimeOffset? Now { get; set; }

        internal void Write(Utf8JsonWriter writer)
        {
            writer.WriteNumber("toleranceSeconds", (long)Tolerance.TotalSeconds);
            if (Now is DateTimeOffset now)
            {
                writer.WriteNumber("now", now.ToUnixTimeSeconds());
            }
        }
    }
}
