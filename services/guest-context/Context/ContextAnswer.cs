using System.Text.Json;
using PmsPlatform.Contracts.Context;

namespace PmsPlatform.GuestContext.Context;

/// <summary>
/// Writes a <see cref="GuestContextAnswer"/>. Guest, booking and room are stored as canonical JSON and go out as they are: the answer has the
/// contract's shape, and nothing is read into objects to be written again.
/// </summary>
internal sealed class ContextAnswer(FoundContext found) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";

        // Who is where is nobody else's to keep.
        response.Headers.CacheControl = "no-store";
        using (var writer = new Utf8JsonWriter(response.BodyWriter))
            Write(writer);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("hotelId"u8, found.HotelId);
        WriteDate(writer, found.HotelDate);
        Raw(writer, "guest"u8, found.Guest);
        Raw(writer, "booking"u8, found.Booking);
        if (found.Phase is { } phase)
            writer.WriteString("phase"u8, phase.ToString());
        Raw(writer, "room"u8, found.Room);
        writer.WritePropertyName("preferences"u8);
        writer.WriteRawValue(Preferences(found.Guest), skipInputValidation: true);
        writer.WriteStartObject("source"u8);
        writer.WriteString("connectionId"u8, found.ConnectionId);
        writer.WriteString("vendor"u8, found.Vendor);
        writer.WriteString("observedAt"u8, found.ObservedAt);
        writer.WriteNumber("ageSeconds"u8, found.Age.TotalSeconds);
        writer.WriteEndObject();
        writer.WriteNumber("otherMatches"u8, found.OtherMatches);
        writer.WriteEndObject();
    }

    private static void WriteDate(Utf8JsonWriter writer, DateOnly date)
    {
        Span<byte> text = stackalloc byte[10];
        date.TryFormat(text, out var written, "O", System.Globalization.CultureInfo.InvariantCulture);
        writer.WriteString("hotelDate"u8, text[..written]);
    }

    private static void Raw(Utf8JsonWriter writer, ReadOnlySpan<byte> name, byte[]? json)
    {
        if (json is null)
            return;

        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    /// <summary>The array as it stands in the guest.</summary>
    private static ReadOnlySpan<byte> Preferences(byte[]? guest)
    {
        if (guest is null)
            return "[]"u8;

        var reader = new Utf8JsonReader(guest);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals("preferences"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isIt)
                return guest.AsSpan(start..(int)reader.BytesConsumed);
        }

        return "[]"u8;
    }
}
