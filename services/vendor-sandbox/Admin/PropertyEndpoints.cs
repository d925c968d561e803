using PmsPlatform.ServiceDefaults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Vendors;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Admin;

/// <summary>/admin/properties: which worlds there are; making, changing and removing them.</summary>
internal static class PropertyEndpoints
{
    private const int MostModified = 100_000;

    public static void MapProperties(this RouteGroupBuilder admin)
    {
        admin.MapGet("/properties", (PropertyDirectory properties) => TypedResults.Ok<IReadOnlyList<PropertyView>>([.. properties.All.Select(View)]));
        admin.MapGet("/properties/{id}", (string id, PropertyDirectory properties) => properties.Find(id) is { } property ? Results.Ok(View(property)) : Problem.NotFound("property"));
        admin.MapPost("/properties", Create);
        admin.MapDelete("/properties/{id}", (string id, PropertyDirectory properties) => properties.Remove(id) ? Results.NoContent() : Problem.NotFound("property"));
        admin.MapPost("/properties/{id}/modify", Modify);
    }

    private static IResult Create(PropertyOrder order, PropertyDirectory properties)
    {
        var options = order.ToOptions();
        if (properties.Problems(options) is [var problem, ..])
        {
            var colon = problem.IndexOf(':', StringComparison.Ordinal);
            return Problem.Invalid("$." + problem[..colon], problem[(colon + 2)..]);
        }

        return properties.TryAdd(options, out var property)
            ? Results.Created("/admin/properties/" + property.Id, View(property))
            : Problem.Conflict("A property with this id or these credentials exists already.");
    }

    private static IResult Modify(string id, ModifyOrder order, PropertyDirectory properties)
    {
        if (properties.Find(id) is not { } property)
            return Problem.NotFound("property");
        var count = order.Count ?? 1;
        if (count is < 1 or > MostModified)
            return Problem.Invalid("$.count", $"1 to {MostModified}.");
        var truth = property.Vendor.Truth(property);
        var named = order.ExternalIds?.Select(truth.FindBooking).ToList();
        if (named?.Contains(null) == true)
            return Problem.Invalid("$.externalIds", "one of them is no booking of this property.");
        var now = property.Clock.Now;
        property.World.Gate.EnterWriteLock();
        try
        {
            var modified = Change(property, order.Kind, count, named?.OfType<int>().ToList());
            return Results.Ok(new ModifyAnswer(
                now,
                [.. modified.Bookings.Select(record => truth.ExternalId(TruthKind.Bookings, record))],
                [.. modified.Guests.Select(guest => truth.GuestId(guest))]));
        }
        finally
        {
            property.World.Gate.ExitWriteLock();
        }
    }

    private static Modified Change(Property property, ModifyKind kind, int count, IReadOnlyList<int>? named)
    {
        if (property.Vendor is IKeepsRecords keeper)
            return keeper.Modify(property, kind, count, named);
        var modifier = new WorldModifier(property.World, property.Now, property.Seed + (ulong)property.NextNumber());
        return named is null ? modifier.Modify(kind, count) : modifier.Modify(kind, named);
    }

    private static PropertyView View(Property property) => new()
    {
        Id = property.Id,
        Vendor = property.Vendor.Name,
        Name = property.Name,
        TimeZone = property.Options.TimeZone,
        Currency = property.Options.Currency,
        Seed = property.Options.Seed,
        Today = Moment.ToDate(property.World.Today),
        Now = property.Clock.Now,
        Endpoint = property.Vendor.Path.TrimEnd('/'),
        Credentials = property.Credentials,
        Bookings = property.Options.Bookings,
        Rooms = property.World.Rooms.Rooms.Count,
    };
}
