using System.Collections.Frozen;
using System.Globalization;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>What a call to reservations/getAll asks for; every filter given has to hold.</summary>
internal sealed class MewsReservationFilter
{
    private static readonly FrozenSet<string> KnownStates = new[] { "Inquired", "Confirmed", "Started", "Processed", "Canceled", "Optional", "Requested" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly HashSet<int>? _rooms;
    private readonly HashSet<int>? _guests;
    private readonly HashSet<int>? _companies;
    private readonly HashSet<int>? _agencies;
    private readonly HashSet<int>? _partners;
    private readonly HashSet<string>? _channelNumbers;
    private readonly HashSet<string>? _states;
    private readonly bool _stays;
    private readonly bool _parking;
    private readonly bool _nothing;
    private readonly Interval? _created;
    private readonly Interval? _colliding;
    private readonly Interval? _start;
    private readonly Interval? _end;
    private readonly Interval? _actualStart;
    private readonly Interval? _actualEnd;

    public MewsReservationFilter(MewsContext context)
    {
        var request = context.Request;
        Named = NamedBy(context);
        _nothing = !context.IsAsked || request.Ids("AvailabilityBlockIds", 100) is not null;
        var services = request.Ids("ServiceIds");
        _stays = services?.Contains(context.State.StayService) ?? true;
        _parking = services?.Contains(context.State.ParkingService) ?? true;
        _rooms = context.NumberSet("AssignedResourceIds", MewsKind.Resource);
        _guests = context.NumberSet("AccountIds", MewsKind.Customer);
        _companies = _guests is null ? null : context.NumberSet("AccountIds", MewsKind.Company);
        _partners = context.NumberSet("PartnerCompanyIds", MewsKind.Company, 100);
        _agencies = context.NumberSet("TravelAgencyIds", MewsKind.Company, 100);
        _channelNumbers = request.Texts("ChannelNumbers", 100)?.ToHashSet(StringComparer.Ordinal);
        _states = request.Words("States", KnownStates)?.ToHashSet(StringComparer.Ordinal);
        _created = request.Interval("CreatedUtc");
        Updated = request.Interval("UpdatedUtc");
        _colliding = request.Interval("CollidingUtc");
        _start = request.Interval("ScheduledStartUtc");
        _end = request.Interval("ScheduledEndUtc");
        _actualStart = request.Interval("ActualStartUtc");
        _actualEnd = request.Interval("ActualEndUtc");
        if (_start is not null && _actualStart is not null)
            throw MewsRequest.Invalid("ActualStartUtc", "cannot be used with ScheduledStartUtc");
        if (_end is not null && _actualEnd is not null)
            throw MewsRequest.Invalid("ActualEndUtc", "cannot be used with ScheduledEndUtc");
    }

    /// <summary>Reservations named by id, number or group; null when none of these filters is given.</summary>
    public IReadOnlyCollection<int>? Named { get; }

    public Interval? Updated { get; }

    public bool Takes(MewsContext context, int reservation)
    {
        if (_nothing || (reservation < 0 ? !_parking : !_stays))
            return false;
        return reservation < 0 ? TakesParker(context, reservation) : TakesStay(context, reservation);
    }

    private bool TakesStay(MewsContext context, int number)
    {
        var world = context.World;
        ref readonly var stay = ref world.Stay(number);
        if (stay.Status == StayStatus.Blocked || stay.Has(StayFlags.Deleted))
            return false;
        return (Updated is not { } updated || updated.Holds(stay.Updated))
            && (_created is not { } created || created.Holds(world.BookingOf(number).Created))
            && (_start is not { } start || start.Holds(world.ScheduledStart(number)))
            && (_end is not { } end || end.Holds(world.ScheduledEnd(number)))
            && (_colliding is not { } colliding || colliding.Touches(world.ScheduledStart(number), world.ScheduledEnd(number)))
            && (_actualStart is not { } actualStart || (stay.StartedAt != 0 && actualStart.Holds(stay.StartedAt)))
            && (_actualEnd is not { } actualEnd || (stay.EndedAt != 0 && actualEnd.Holds(stay.EndedAt)))
            && (_states is null || _states.Contains(MewsWords.StateText(context.State, number)))
            && (_rooms is null || (!stay.Has(StayFlags.RoomNotAssigned) && _rooms.Contains(stay.Room)))
            && TakesParties(context, number);
    }

    private bool TakesParties(MewsContext context, int number)
    {
        if (_guests is null && _agencies is null && _partners is null && _channelNumbers is null)
            return true;
        var company = MewsWords.PartnerOf(context.State, number);
        return (_guests is null || (context.World.Stay(number).Has(StayFlags.CompanyAccount) ? _companies!.Contains(company!.Number) : _guests.Contains(context.World.BookingOf(number).Guest)))
            && (_agencies is null || (MewsWords.AgencyOf(context.State, number) is { } agency && _agencies.Contains(agency.Number)))
            && (_partners is null || (company is not null && _partners.Contains(company.Number)))
            && (_channelNumbers is null || (MewsWords.ChannelNumberOf(context.State, number) is { } channelNumber && _channelNumbers.Contains(channelNumber)));
    }

    private bool TakesParker(MewsContext context, int reservation)
    {
        var (since, until) = MewsReservationJson.ParkingTimes(context, reservation);
        return _guests is null && _agencies is null && _partners is null && _channelNumbers is null && _actualEnd is null && _rooms is null
            && (_states is null || _states.Contains("Started"))
            && Holds(Updated, since) && Holds(_created, since) && Holds(_start, since) && Holds(_actualStart, since) && Holds(_end, until)
            && (_colliding is not { } colliding || colliding.Touches(since, until));
    }

    private static bool Holds(Interval? interval, uint moment) => interval is not { } given || given.Holds(moment);

    /// <summary>Reservations that fit every filter by id, number and group; null when there is none of these filters.</summary>
    private static HashSet<int>? NamedBy(MewsContext context)
    {
        var world = context.World;
        HashSet<int>? named = null;
        if (context.Request.Ids("ReservationIds") is { } ids)
            Narrow(ref named, ids.Select(id => MewsReservations.NumberOf(context.State, id)).OfType<int>());
        if (context.Request.Texts("Numbers") is { } numbers)
            Narrow(ref named, numbers.Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - MewsReservations.FirstNumber : -1).Where(stay => stay >= 0 && stay < world.StayCount));
        if (context.Request.Ids("ReservationGroupIds") is { } groups)
            Narrow(ref named, context.Numbers(groups, MewsKind.Group, world.BookingCount).SelectMany(booking => Enumerable.Range(world.Booking(booking).FirstStay, world.Booking(booking).Rooms)));
        return named;
    }

    private static void Narrow(ref HashSet<int>? named, IEnumerable<int> more)
    {
        if (named is null)
            named = [.. more];
        else
            named.IntersectWith(more);
    }
}
