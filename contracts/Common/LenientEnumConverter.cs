using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmsPlatform.Contracts.Common;

/// <summary>
/// Writes an enum as text and reads texts it does not know as <c>Unknown</c>, so that a member added later does not break an older reader.
/// Numbers are refused: a number would silently change its meaning with the order of members.
/// </summary>
/// <typeparam name="T">An enum that has a member named Unknown.</typeparam>
public sealed class LenientEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly T Unknown = Enum.Parse<T>("Unknown");

    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException($"{typeof(T).Name} is written as text.");

        // Letters only: the framework would take numbers and lists with commas for members too.
        var text = reader.GetString();
        return text is { Length: > 0 } && text.All(char.IsAsciiLetter) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : Unknown;
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
