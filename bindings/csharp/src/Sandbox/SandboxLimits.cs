using System.Text.Json;
using Codat.Interop;

namespace Codat
{
    /// <summary>What a <see cref="CodatSandbox"/> allows; null leaves a limit as it is.</summary>
    public sealed class SandboxLimits
    {
        /// <summary>Requests a day; at first 1,000.</summary>
        public int? RequestsPerDay { get; set; }

        /// <summary>Requests at once; at first 10.</summary>
        public int? ConcurrentRequests { get; set; }

        /// <summary>Companies; at first any number.</summary>
        public int? Companies { get; set; }

        /// <summary>Groups; at first 20.</summary>
        public int? Groups { get; set; }

        internal void Write(Utf8JsonWriter writer)
        {
            writer.Write("requestsPerDay", RequestsPerDay);
            writer.Write("concurrentRequests", ConcurrentRequests);
            writer.Write("companies", Companies);
            writer.Write("groups", Groups);
        }
    }
}
