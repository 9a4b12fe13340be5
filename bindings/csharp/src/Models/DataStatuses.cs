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
        /// The status of each type of data that the service tells of, by its name such as <c>invoices</c>. As JSON
        /// all of them are in <see cref="CodatModel.Extra"/>.
        /// </summary>
        [JsonIgnore]
        public IReadOnlyDictionary<string, DataStatus> ByDataType => _byDataType ??= Extra
            .Where(member => member.Value.ValueKind != JsonValueKind.Null)
            .ToDictionary(
                member => member.Key,
                member => JsonSerializer.Deserialize<DataStatus>(member.Value.GetRawText())!);

        /// <summary>The status of one type of data; null where it was never pulled.</summary>
        /// <param name="dataType">Such as <c>invoices</c>.</param>
        public DataStatus? this[string dataType] =>
            ByDataType.TryGetValue(dataType, out var status) ? status : null;

        internal override string? FirstMissing => ByDataType
            .Select(status => MissingIn(status.Key, status.Value))
            .FirstOrDefault(member => member != null);
    }
}
