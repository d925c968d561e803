using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>Members that truth has for every vendor.</summary>
internal static class TruthJson
{
    public static void WriteMoney(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? minor, string currency)
    {
        if (minor is not { } amount)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("minorUnits"u8, amount);
        json.WriteString("currency"u8, currency);
        json.WriteEndObject();
    }

    public static void WriteGuest(Utf8JsonWriter json, GuestFacts facts)
    {
        json.WriteString("firstName"u8, facts.FirstName);
        json.WriteString("lastName"u8, facts.LastName);
        json.WriteString("secondLastName"u8, facts.SecondLastName);
        json.WriteString("email"u8, facts.Email);
        json.WriteBoolean("emailIsRelay"u8, facts.RelayEmail);
        json.WriteString("phone"u8, facts.Phone);
        json.WriteString("language"u8, facts.Language);
        json.WriteString("nationality"u8, facts.Nationality);
        json.WriteString("birthDate"u8, facts.BirthDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    public static void WriteRoom(Utf8JsonWriter json, string number, string type, string? floor, RoomCondition? condition)
    {
        json.WriteString("number"u8, number);
        json.WriteString("type"u8, type);
        json.WriteString("floor"u8, floor);
        json.WriteString("housekeeping"u8, condition switch { RoomCondition.Clean => "Clean", RoomCondition.Dirty => "Dirty", RoomCondition.Inspected => "Inspected", _ => "Unknown" });
        json.WriteString("service"u8, condition switch { RoomCondition.OutOfOrder => "OutOfOrder", RoomCondition.OutOfService => "OutOfService", _ => "InService" });
    }

    /// <summary>Tells that a record cannot be mapped now, and why.</summary>
    public static void WriteBroken(Utf8JsonWriter json, Property property, BrokenEntity entity, int record)
    {
        if (property.Faults.Broken(entity)?.Of(record) is { } how)
            json.WriteString("broken"u8, how.ToString());
    }
}
