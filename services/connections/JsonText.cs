using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PmsPlatform.Connections;

/// <summary>Names with values, stored as one JSON object.</summary>
internal static class JsonText
{
    public static readonly ValueConverter<Dictionary<string, string>, string> Converter = new(
        values => JsonSerializer.Serialize(values, JsonTextContext.Default.DictionaryStringString),
        text => JsonSerializer.Deserialize(text, JsonTextContext.Default.DictionaryStringString) ?? new Dictionary<string, string>(StringComparer.Ordinal));

    public static readonly ValueComparer<Dictionary<string, string>> Comparer = new(
        (left, right) => left == right || (left != null && right != null && left.Count == right.Count && !left.Except(right).Any()),
        values => values.Count,
        values => new Dictionary<string, string>(values, StringComparer.Ordinal));
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class JsonTextContext : JsonSerializerContext;
