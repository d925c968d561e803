using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Mews.Tests;

/// <summary>One sandbox for the tests of a class; each test adds a property of its own.</summary>
public sealed class MewsSandbox : IAsyncLifetime
{
    private int _properties;

    public VendorSandboxProcess Sandbox { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Sandbox = await VendorSandboxProcess.StartAsync(
        [new("Sandbox:RateLimitScale", "0")], TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();

    /// <summary>Adds a property; what the order leaves open is Budapest, EUR and a seed of its own.</summary>
    internal async Task<SandboxProperty> AddAsync(object order, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _properties);
        var whole = JsonSerializer.SerializeToNode(order)!.AsObject();
        var (zone, currency) = ((string?)whole["timeZone"] ?? "Europe/Budapest", (string?)whole["currency"] ?? "EUR");
        whole["vendor"] = "mews";
        whole["id"] = $"test-{number}";
        whole["timeZone"] = zone;
        whole["currency"] = currency;
        whole["seed"] = 4000 + number;
        var property = await Sandbox.AddPropertyAsync(whole, cancellationToken);
        var credentials = property.GetProperty("credentials");
        return new SandboxProperty(
            $"test-{number}",
            new Uri(Sandbox.Url, property.GetProperty("endpoint").GetString()!.TrimStart('/')).ToString(),
            new HotelSettings(TimeZoneInfo.FindSystemTimeZoneById(zone), currency),
            credentials.GetProperty("clientToken").GetString()!,
            credentials.GetProperty("accessToken").GetString()!);
    }

    /// <summary>Changes bookings at the vendor.</summary>
    /// <returns>Their ids.</returns>
    internal async Task<IReadOnlyList<string>> ModifyAsync(string property, int count, CancellationToken cancellationToken)
    {
        using var answer = await Sandbox.Http.PostAsJsonAsync($"admin/properties/{property}/modify", new { count }, cancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return [.. body.GetProperty("bookings").EnumerateArray().Select(id => id.GetString()!)];
    }
}

/// <summary>A property of the sandbox with its connector.</summary>
internal sealed class SandboxProperty(string id, string url, HotelSettings hotel, string clientToken, string accessToken)
{
    private const int MostPages = 500;

    public string Id => id;

    public string Url => url;

    public string ClientToken => clientToken;

    public string AccessToken => accessToken;

    public HotelSettings Hotel => hotel;

    public MewsConnector Connector { get; } = MewsHttp.Connect(url, hotel: hotel, settings: [new("clientToken", clientToken), new("accessToken", accessToken)]);

    /// <summary>All pages of a feed.</summary>
    public async Task<IReadOnlyList<VendorPage>> ReadAllAsync<TReads>(Feed feed, CancellationToken cancellationToken)
    {
        var pages = new List<VendorPage>();
        string? cursor = null;
        do
        {
            var page = typeof(TReads) == typeof(IReadsBookings) ? await Connector.ReadBookingsAsync(feed, cursor, cancellationToken)
                : typeof(TReads) == typeof(IReadsGuests) ? await Connector.ReadGuestsAsync(feed, cursor, cancellationToken)
                : await Connector.ReadRoomsAsync(feed, cursor, cancellationToken);
            pages.Add(page);
            cursor = page.NextCursor;
        }
        while (cursor is not null && pages.Count < MostPages);
        return pages;
    }
}
