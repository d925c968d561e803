using System.Text.Json;

namespace PmsPlatform.Cli;

/// <summary>The demo's hotels, connections and key, as the AppHost's settings hold them.</summary>
internal sealed record PlatformSettings(string ApiKey, string HotelSlug, IReadOnlyList<DemoConnection> Connections)
{
    private const string File = "AppHost/appsettings.json";

    /// <summary>Reads the first API key with the hotels it opens and their connections.</summary>
    public static PlatformSettings Read()
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(File), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var platform = document.RootElement.GetProperty("Pms");
        var key = platform.GetProperty("ApiKeys")[0];
        var hotelIds = key.GetProperty("HotelIds").EnumerateArray().Select(id => id.GetString()!).ToList();
        var slugs = platform.GetProperty("Hotels").EnumerateArray().ToDictionary(
            hotel => hotel.GetProperty("Id").GetString()!, hotel => hotel.GetProperty("Slug").GetString()!, StringComparer.Ordinal);
        var connections = platform.GetProperty(nameof(Connections)).EnumerateArray()
            .Select(connection => new DemoConnection(
                connection.GetProperty("Id").GetString()!, connection.GetProperty("Vendor").GetString()!, slugs[connection.GetProperty("HotelId").GetString()!]))
            .Where(connection => hotelIds.Any(id => string.Equals(slugs[id], connection.HotelSlug, StringComparison.Ordinal)))
            .ToList();
        return new PlatformSettings(key.GetProperty("Key").GetString()!, slugs[hotelIds[0]], connections);
    }
}

/// <summary>A connection of the demo. The sandbox's property has the hotel's slug for its name.</summary>
internal sealed record DemoConnection(string Id, string Vendor, string HotelSlug);
