using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime;

/// <summary>
/// <c>map booking|guest|room|availability|maintenance|housekeeping-task FILE</c>: what a vendor payload becomes, for operators and tests. Exit codes: 0 everything mapped, 1 the call was wrong,
/// 2 something was quarantined.
/// </summary>
internal static class MapVerb
{
    private const string MappingSetting = "mapping";
    private const string Kinds = "booking, guest, room, availability, maintenance or housekeeping-task";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string HelpOf(ConnectorDescriptor descriptor) =>
        $"""
        The {descriptor.Name} connector of PmsPlatform.

          (no arguments)                       serve the configured connections
          map KIND FILE|-                      print the canonical JSON of a vendor payload: one record, a list,
                                               or a whole response with a list in it; - reads standard input.
                                               KIND is {Kinds}
            --time-zone ZONE                   the hotel's IANA time zone (default UTC)
            --currency CODE                    the hotel's currency, ISO 4217 (default EUR){MappingHelpOf(descriptor)}

        Records that do not map are named on standard error and the exit code is 2.
        """;

    /// <summary>Where the mapping itself is a setting it can be tried out before it is entered.</summary>
    private static string MappingHelpOf(ConnectorDescriptor descriptor) => TakesMapping(descriptor)
        ? """

                --mapping FILE                     the mapping document to map with (default: the vendor's own)
            """
        : "";

    private static bool TakesMapping(ConnectorDescriptor descriptor) =>
        descriptor.Settings.Any(setting => string.Equals(setting.Name, MappingSetting, StringComparison.Ordinal));

    public static async Task<int> RunAsync<TConnector>(string[] args, TextWriter output, TextWriter errors)
        where TConnector : IPmsConnector
    {
        if (args is ["--help" or "-h", ..])
        {
            await output.WriteLineAsync(HelpOf(TConnector.Descriptor));
            return 0;
        }

        if (Read(args, TakesMapping(TConnector.Descriptor), out var entity, out var file, out var mapping, out var hotel) is { } problem)
        {
            await errors.WriteLineAsync($"{problem}\n\n{HelpOf(TConnector.Descriptor)}");
            return 1;
        }

        byte[] payload;
        try
        {
            payload = await ReadAsync(file!);
            if (mapping is not null)
                hotel = hotel! with { Settings = new ConnectionSettings([new(MappingSetting, await File.ReadAllTextAsync(mapping))]) };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{file} cannot be read: {error.Message}");
            return 1;
        }

        MappedRecords mapped;
        try
        {
            mapped = TConnector.Map(entity, payload, hotel!);
        }
        catch (MappingException error)
        {
            await errors.WriteLineAsync($"{error.Path}: {error.Reason}");
            return 2;
        }
        catch (UnusableSettingException error)
        {
            foreach (var line in error.Problems)
                await errors.WriteLineAsync(line);
            return 1;
        }

        var single = !mapped.IsList;
        await output.WriteLineAsync(entity switch
        {
            EntityKind.Booking => Write(mapped.Bookings, ContractsJson.Default.Booking, single),
            EntityKind.Guest => Write(mapped.Guests, ContractsJson.Default.Guest, single),
            EntityKind.Room => Write(mapped.Rooms, ContractsJson.Default.Room, single),
            EntityKind.Availability => Write(mapped.Availability, ContractsJson.Default.AvailabilityDay, single),
            EntityKind.Maintenance => Write(mapped.Maintenance, ContractsJson.Default.MaintenanceBlock, single),
            _ => Write(mapped.HousekeepingTasks, ContractsJson.Default.HousekeepingTask, single),
        });
        foreach (var record in mapped.Unmapped)
            await errors.WriteLineAsync($"{record.Entity} {record.ExternalId ?? "without id"}: {record.Path} {record.Reason}");
        return mapped.Unmapped.Count > 0 ? 2 : 0;
    }

    private static string? Read(
        string[] args, bool takesMapping, out EntityKind entity, out string? file, out string? mapping, out HotelSettings? hotel)
    {
        entity = default;
        file = null;
        mapping = null;
        hotel = null;
        var zone = TimeZoneInfo.Utc;
        var currency = "EUR";
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is not ("--time-zone" or "--currency") && !(takesMapping && args[i] is "--mapping"))
            {
                if (args[i].StartsWith("--", StringComparison.Ordinal))
                    return $"{args[i]} is not an option.";
                words.Add(args[i]);
            }
            else if (i + 1 == args.Length)
                return $"{args[i]} needs a value.";
            else if (args[i] is "--mapping")
                mapping = args[++i];
            else if (args[i] is "--time-zone")
            {
                if (!TimeZoneInfo.TryFindSystemTimeZoneById(args[++i], out zone!))
                    return $"{args[i]} is not an IANA time zone.";
            }
            else if (!Currencies.TryFind(args[++i], out var found))
                return $"{args[i]} is not a currency of ISO 4217.";
            else
                currency = found.Code;
        }

        if (words.Count != 2 || !Enum.TryParse(words[0].Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out entity) || !Enum.IsDefined(entity) || char.IsAsciiDigit(words[0][0]))
            return "Say what the payload is and where: map KIND FILE, where KIND is " + Kinds + ".";

        file = words[1];
        hotel = new HotelSettings(zone, currency);
        return null;
    }

    private static async Task<byte[]> ReadAsync(string file)
    {
        if (!string.Equals(file, "-", StringComparison.Ordinal))
            return await File.ReadAllBytesAsync(file);

        using var input = new MemoryStream();
        await using var standard = Console.OpenStandardInput();
        await standard.CopyToAsync(input);
        return input.ToArray();
    }

    /// <summary>A list where the payload held one, else the one record; an empty list where nothing mapped, so that the output is JSON always.</summary>
    private static string Write<T>(IReadOnlyList<T> items, JsonTypeInfo<T> type, bool single)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            if (single && items.Count == 1)
                JsonSerializer.Serialize(writer, items[0], type);
            else
            {
                writer.WriteStartArray();
                foreach (var item in items)
                    JsonSerializer.Serialize(writer, item, type);
                writer.WriteEndArray();
            }
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
