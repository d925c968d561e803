using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>A company a booking can be made for or through.</summary>
internal sealed record MewsCompany(int Number, string Name, bool Agency);

/// <summary>A resource that is no room of the hotel's plan: a dormitory and its beds, parking spots. They are there to be told apart from rooms.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Category">Number of its category.</param>
/// <param name="Parent">The extra resource it is part of, or null.</param>
/// <param name="IsSpace">A space with a floor; otherwise an object.</param>
internal sealed record MewsExtra(string Name, int Category, int? Parent, bool IsSpace);

/// <summary>A category of resources.</summary>
internal sealed record MewsCategory(string Name, string Short, string Type, int Capacity, bool Parking);

/// <summary>Something sold from outside: an order of its own with its lines.</summary>
internal sealed record MewsOrder(int Number, MewsAccount Account, Guid ServiceId, Guid? ReservationId, uint At, uint Consumed, string? Notes, IReadOnlyList<MewsOrderLine> Lines);

internal sealed record MewsOrderLine(string Name, int Count, long UnitGross, string? ExternalIdentifier, Guid? ProductId);

/// <summary>Who pays: a customer or a company.</summary>
internal readonly record struct MewsAccount(Guid Id, bool IsCompany);

/// <summary>What Mews keeps of a property beside its world: the enterprise, its services, categories, companies and what was ordered from outside.</summary>
internal sealed class MewsState
{
    /// <summary>Long-term parkers: reservations of another service, older than everything else.</summary>
    public const int ParkingReservations = 6;

    public const int ParkingSpots = 6;

    public MewsState(Property property)
    {
        World = property.World;
        Seed = property.Seed;
        Ids = new MewsIds(property.Seed);
        Enterprise = Ids.Of(MewsKind.Enterprise, 0);
        Chain = Ids.Of(MewsKind.Chain, 0);
        StayService = Ids.Of(MewsKind.Service, 0);
        ParkingService = Ids.Of(MewsKind.Service, 1);
        RestaurantService = Ids.Of(MewsKind.Service, 2);
        AgeCategories = [Ids.Of(MewsKind.AgeCategory, 0), Ids.Of(MewsKind.AgeCategory, 1), Ids.Of(MewsKind.AgeCategory, 2)];
        var groups = property.World.Rooms.Groups;
        Categories =
        [
            .. groups.Select(group => new MewsCategory(group.Name, string.Concat(group.Name.Split(' ').Select(word => word[0])), group.Kind, group.Capacity, false)),
            new("Dormitory", "DM", "Dorm", 4, false), new("Bed in dormitory", "BD", "Bed", 1, false), new("Parking spot", "PS", "ParkingSpot", 1, true),
        ];
        Extras =
        [
            new("Dorm 1", groups.Count, null, true),
            .. Enumerable.Range(0, 4).Select(bed => new MewsExtra($"Dorm 1{(char)('A' + bed)}", groups.Count + 1, 0, false)),
            .. Enumerable.Range(0, ParkingSpots).Select(spot => new MewsExtra($"P{spot + 1}", groups.Count + 2, null, false)),
        ];
    }

    public HotelWorld World { get; }

    public ulong Seed { get; }

    public MewsIds Ids { get; }

    public Guid Enterprise { get; }

    public Guid Chain { get; }

    public Guid StayService { get; }

    public Guid ParkingService { get; }

    public Guid RestaurantService { get; }

    /// <summary>Adults, children, infants.</summary>
    public IReadOnlyList<Guid> AgeCategories { get; }

    public IReadOnlyList<MewsCategory> Categories { get; }

    public IReadOnlyList<MewsExtra> Extras { get; }

    /// <summary>Agencies first (by channel), then firms.</summary>
    public static IReadOnlyList<MewsCompany> Companies { get; } =
    [
        new(0, "Booking.com", true), new(1, "Expedia", true), new(2, "Airbnb", true), new(3, "Vrbo", true), new(4, "Globetrotter Travel", true), new(5, "Reisebüro Fernweh", true),
        new(6, "Nordlicht Pharma AG", false), new(7, "Iberia Solar S.A.", false), new(8, "Kraków Softworks", false), new(9, "東雲商事", false), new(10, "Oriole & Finch LLP", false),
    ];

    public List<MewsOrder> Orders { get; } = [];

    /// <summary>Where general webhooks go, as Mews support sets it up; null when nothing was agreed.</summary>
    public Uri? Webhook { get; set; }

    public Guid ServiceOf(MewsCategory category) => category.Parking ? ParkingService : StayService;
}
