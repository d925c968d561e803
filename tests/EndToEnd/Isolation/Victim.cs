using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.EndToEnd.Isolation;

/// <summary>A hotel with something in every store, whose ids are tried by others. Knows what a path's parameters mean and what must never be shown.</summary>
internal sealed class Victim(TestHotel hotel)
{
    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);

    public string HotelId => hotel.Setting.Id;

    public string Slug => hotel.Setting.Slug;

    public string ConnectionId => hotel.Setting.ConnectionId;

    public string ApiKey => hotel.Setting.ApiKey;

    /// <summary>Texts that only an answer with the victim's data holds.</summary>
    public IReadOnlyList<string> Marks => [$"\"{HotelId}\"", $"\"{ConnectionId}\"", ids["booking"], ids["guest"], ids["run"], ids["write-back"]];

    /// <summary>Syncs, writes, and lets a delivery arrive.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        ids["run"] = (await hotel.SyncAsync("rooms", cancellationToken)).Id.ToString();
        await hotel.SyncAsync("bookings", cancellationToken);
        await hotel.EqualsSandboxAsync(cancellationToken);
        foreach (var (name, entity) in (IEnumerable<(string, string)>)[("booking", "bookings"), ("guest", "guests"), ("room", "rooms")])
        {
            await foreach (var entry in hotel.Gateway.LedgerAsync(entity, ConnectionId, cancellationToken))
            {
                ids[name] = entry.ExternalId;
                break;
            }
        }

        ids["write-back"] = await WriteAsync(cancellationToken);
    }

    /// <summary>Every address of a route with the victim's ids in it.</summary>
    /// <exception cref="InvalidOperationException">The route names something this victim has nothing of: give it one.</exception>
    public IEnumerable<string> AddressesOf(string routeId, string template)
    {
        if (template.Contains("{**", StringComparison.Ordinal))
        {
            var stem = template[..template.IndexOf("/{**", StringComparison.Ordinal)];
            return routeId is "ledger" ? Ledger.Select(rest => $"{stem}/{rest}") : [stem, $"{stem}/{HotelId}", $"{stem}/{ConnectionId}", $"{stem}/{Slug}"];
        }

        var id = template.Contains("write-backs", StringComparison.Ordinal) ? ids["write-back"]
            : template.Contains("/runs/", StringComparison.Ordinal) ? ids["run"]
            : template.Contains("/bookings/", StringComparison.Ordinal) ? ids["booking"]
            : template.Contains("/guests/", StringComparison.Ordinal) ? ids["guest"]
            : template.Contains("/rooms/", StringComparison.Ordinal) ? ids["room"]
            : template.Contains("{id:guid}", StringComparison.Ordinal) ? ids["run"]
            : "";
        var address = template.Replace("{id:guid}", id, StringComparison.Ordinal).Replace("{id}", Uri.EscapeDataString(id), StringComparison.Ordinal)
            .Replace("{token}", "a-token-that-was-guessed", StringComparison.Ordinal);
        return address.Contains('{', StringComparison.Ordinal)
            ? throw new InvalidOperationException($"Route '{routeId}' has the path {template}, which names something that {nameof(Victim)} has no id of. Give it one.")
            : [address];
    }

    /// <summary>Query that names the victim in every way some address reads.</summary>
    public string Query(string vendor) =>
        $"provider={vendor}&hotel={Slug}&hotelId={HotelId}&hotelSlug={Slug}&connectionId={ConnectionId}&booking={Uri.EscapeDataString(ids["booking"])}&limit=5";

    /// <summary>Body that names the victim in every way some address reads.</summary>
    public object Body(string vendor) => new
    {
        provider = vendor,
        hotelId = HotelId,
        hotelIds = new[] { HotelId },
        hotel = Slug,
        connectionId = ConnectionId,
        bookingId = "planted",
        kind = "Note",
        arrived = true,
        note = "planted",
        roles = new[] { new { role = "Staff", hotelId = HotelId } },
        email = "planted@example.org",
        role = "Staff",
        name = "planted",
        permissions = new[] { "ViewData" },
    };

    private string[] Ledger =>
    [
        "statistics", "bookings", "guests", "rooms", "quarantine", "refusals", $"bookings/{ConnectionId}/{Uri.EscapeDataString(ids["booking"])}",
        $"bookings/{ConnectionId}/{Uri.EscapeDataString(ids["booking"])}/history", $"guests/{ConnectionId}/{Uri.EscapeDataString(ids["guest"])}",
    ];

    private async Task<string> WriteAsync(CancellationToken cancellationToken)
    {
        var write = new WriteBackRequest { Provider = hotel.Vendor, Kind = WriteBackKind.Note, BookingId = ids["booking"], Note = "for the matrix" };
        return (await hotel.Gateway.WriteAsync(write, cancellationToken)).WriteBack.Id.ToString();
    }
}
