using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Codat
{
    /// <summary>How far each type of data of a company is.</summary>
    public sealed class DataStatuses : CodatAnswer
    {
        private IReadOnlyDictionary<string, DataStatus>? _byDataType;

        /// <summary>
        /// The status of each type of data that the response lists, by its name such as <c>invoices</c>. As JSON
        /// all of them are in <see cref="CodatModel.Extra"/>.
        /// </summary>
        [JsonIgnore]
        public IReadOnlyDictionary<string, DataStatus> ByDataType => _byDataType ??= Statuses(new JsonSerializerOptions());

        /// <summary>The status of one type of data; null if the response does not list it.</summary>
        /// <param name="dataType">Such as <c>invoices</c>.</param>
        public DataStatus? this[string dataType] =>
            ByDataType.TryGetValue(dataType, out var status) ? status : null;

        internal override void Complete(JsonSerializerOptions options) => _byDataType = Statuses(options);

        // The service may add fields of other kinds beside the statuses.
        private Dictionary<string, DataStatus> Statuses(JsonSerializerOptions options) => Extra
            .Where(member => member.Value.ValueKind == JsonValueKind.Object)
            .ToDictionary(
                member => member.Key,
                member => JsonSerializer.Deserialize<DataStatus>(member.Value.GetRawText(), options)!);
    }
}
