using System.Text.Json;
using PmsPlatform.Cli.Demo;

namespace PmsPlatform.Cli;

/// <summary>The hotels, connections and key that a run has by configuration, as the AppHost's settings for Development hold them.</summary>
internal sealed record PlatformSettings(string ApiKey, string HotelSlug, IReadOnlyList<DemoConnection> Connections)
{
    private const string File = "AppHost/appsettings.Development.json";

    /// <summary>Reads the first API key with the hotels it opens and their connections.</summary>
    public static PlatformSettings Read()
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var platform = document.RootElement.GetProperty("Pms");
        var key = platform.GetProperty("ApiKeys")[0];
        var hotelIds = key.GetProperty("HotelIds").EnumerateArray().Select(id => id.GetString()!).ToList();
        var hotels = platform.GetProperty("Hotels").EnumerateArray().ToDictionary(
            hotel => hotel.GetProperty("Id").GetString()!,
            hotel => (Slug: hotel.GetProperty("Slug").GetString()!, Currency: hotel.GetProperty("Currency").GetString()!),
            StringComparer.Ordinal);
        var connections = platform.GetProperty(nameof(Connections)).EnumerateArray()
            .Where(connection => hotelIds.Contains(connection.GetProperty("HotelId").GetString()!, StringComparer.Ordinal))
            .Select(connection => new DemoConnection(
                connection.GetProperty("Id").GetString()!,
                connection.GetProperty("Vendor").GetString()!,
                hotels[connection.GetProperty("HotelId").GetString()!].Slug,
                hotels[connection.GetProperty("HotelId").GetString()!].Currency,
                connection.GetProperty("Settings").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!, StringComparer.Ordinal)))
            .ToList();
        return new PlatformSettings(key.GetProperty("Key").GetString()!, hotels[hotelIds[0]].Slug, connections);
    }
}

/// <summary>A connection of the demo. The sandbox's property has the hotel's slug for its name.</summary>
internal sealed record DemoConnection(string Id, string Vendor, string HotelSlug, string Currency, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>What its vendor was asked before it was a connection, by the trial of its credentials.</summary>
    public VendorCalls Before { get; init; } = new(0, 0);

    /// <summary>A setting of the connection.</summary>
    public string Setting(string name) => Settings.GetValueOrDefault(name) ?? throw new CommandFailedException($"The demo's connection {Id} has no setting {name}.");

    /// <summary>Not the settings: they hold credentials.</summary>
    public override string ToString() => Id;
}
