using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat.Interop
{
    /// <summary>An error that is part of a result, as the exception that a call would have thrown.</summary>
    internal sealed class ErrorConverter : JsonConverter<CodatException?>
    {
        /// <summary>By their names; also those that only a later library has.</summary>
        private static readonly Lazy<Dictionary<string, int>> Statuses = new Lazy<Dictionary<string, int>>(() =>
            Enumerable.Range(1, int.MaxValue).TakeWhile(status => Misfit.Name(status) != "unknown")
                .ToDictionary(Misfit.Name));

        public override CodatException? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var details = JsonSerializer.Deserialize<ErrorDetails>(ref reader, options)!;
            // A result within another has no separate meta.
            var meta = new CallMeta { Status = details.HttpStatus, IdempotencyKey = details.IdempotencyKey };
            return ExceptionFactory.Of(Statuses.Value.GetValueOrDefault(details.Kind ?? ""), details, meta);
        }

        public override void Write(Utf8JsonWriter writer, CodatException? value, JsonSerializerOptions options)
        {
            var details = value?.Details.Copy();
            if (details != null)
            {
                // The response is left out when a result is written: it may hold secrets.
                (details.Kind, details.ResponseBody) = (Misfit.Name((int)value!.Kind), null);
            }
            JsonSerializer.Serialize(writer, details, Lenient.Options);
        }
    }
}
