using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>
/// Reads a text also where a vendor writes a number in its place, as happens to ids and room numbers; anything else stays an error.
/// The character NUL is dropped: it means nothing to people and PostgreSQL stores it in no text.
/// For <c>Converters</c> of a wire context.
/// </summary>
public sealed class LenientText : JsonConverter<string>
{
    /// <inheritdoc />
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => WithoutNul(reader.GetString()!),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new JsonException("A text is written as text or number."),
    };

    /// <inheritdoc />
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => WithoutNul(reader.GetString()!);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc />
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string WithoutNul(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
}
