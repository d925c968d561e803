using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>How the mock PMS writes and reads: every member always, null where there is nothing; members it does not know are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false,
    Converters = [typeof(MockInstant), typeof(MockTime)])]
[JsonSerializable(typeof(MockRoom))]
[JsonSerializable(typeof(MockGuest))]
[JsonSerializable(typeof(MockBooking))]
[JsonSerializable(typeof(MockWebhook))]
[JsonSerializable(typeof(MockRoomInput))]
[JsonSerializable(typeof(MockGuestInput))]
[JsonSerializable(typeof(MockBookingInput))]
[JsonSerializable(typeof(MockPreferencesInput))]
[JsonSerializable(typeof(MockWebhookInput))]
[JsonSerializable(typeof(MockSeedInput))]
[JsonSerializable(typeof(MockNoteInput))]
[JsonSerializable(typeof(MockChargeInput))]
[JsonSerializable(typeof(MockNote))]
[JsonSerializable(typeof(MockCharge))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class MockJson : JsonSerializerContext;

/// <summary>Instants in UTC with milliseconds.</summary>
internal sealed class MockInstant : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));

    public static string Text(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Times of the hotel to the minute.</summary>
internal sealed class MockTime : JsonConverter<TimeOnly>
{
    public const string Form = "HH:mm";

    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TimeOnly.TryParseExact(reader.GetString(), Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString(Form, CultureInfo.InvariantCulture));
}
