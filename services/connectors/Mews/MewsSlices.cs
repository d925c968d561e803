using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PmsPlatform.Connectors.Mews;

/// <summary>Records as they came, for those that are only joined to others.</summary>
internal static class MewsSlices
{
    /// <summary>The records that can be read; one of the wrong shape is passed over, for what it is joined to can do without.</summary>
    public static IEnumerable<T> Readable<T>(this IEnumerable<ReadOnlyMemory<byte>> records, JsonTypeInfo<T> type)
        where T : class
    {
        foreach (var record in records)
        {
            T? value;
            try
            {
                value = JsonSerializer.Deserialize(record.Span, type);
            }
            catch (JsonException)
            {
                continue;
            }

            if (value is not null)
                yield return value;
        }
    }
}
