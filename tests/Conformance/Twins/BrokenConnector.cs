using PmsPlatform.Connectors.Mews;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Conformance.Twins;

/// <summary>How a connector is broken on purpose.</summary>
public abstract class Defect
{
    /// <summary>What becomes of the descriptor.</summary>
    public virtual ConnectorDescriptor Describe(ConnectorDescriptor descriptor) => descriptor;

    /// <summary>What becomes of the context.</summary>
    public virtual ConnectorContext Connect(ConnectorContext context) => context;

    /// <summary>What becomes of a page of bookings.</summary>
    public virtual async Task<VendorPage> ReadAsync(Feed feed, string? cursor, Func<Feed, string?, Task<VendorPage>> read) => Change(await read(feed, cursor));

    /// <summary>What becomes of a page of bookings that was read.</summary>
    public virtual VendorPage Change(VendorPage page) => page;

    /// <summary>What becomes of a payload that is mapped.</summary>
    public virtual MappedRecords Map(Func<MappedRecords> map) => map();

    /// <summary>What becomes of the check.</summary>
    public virtual Task CheckAsync(Func<Task> check) => check();
}

/// <summary>A sound connector with one defect: the suite must find it.</summary>
/// <typeparam name="TDefect">The defect.</typeparam>
#pragma warning disable CA1000 // The seam's static abstract members are static members of whoever implements it.
public sealed class BrokenConnector<TDefect> : IPmsConnector, IReadsBookings, IReadsGuests, IReadsRooms
    where TDefect : Defect, new()
{
    private static readonly TDefect Broken = new();
    private readonly MewsConnector _sound;

    private BrokenConnector(ConnectorContext context) => _sound = (MewsConnector)MewsConnector.Connect(Broken.Connect(context));

    public static ConnectorDescriptor Descriptor => Broken.Describe(MewsConnector.Descriptor);

    public static IPmsConnector Connect(ConnectorContext context) => new BrokenConnector<TDefect>(context);

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) =>
        Broken.Map(() => MewsConnector.Map(entity, payload, hotel));

    public Task CheckAsync(CancellationToken cancellationToken) => Broken.CheckAsync(() => _sound.CheckAsync(cancellationToken));

    public Task<VendorPage> ReadBookingsAsync(Feed feed, string? cursor, CancellationToken cancellationToken) =>
        Broken.ReadAsync(feed, cursor, (asked, at) => _sound.ReadBookingsAsync(asked, at, cancellationToken));

    public Task<VendorPage> ReadGuestsAsync(Feed feed, string? cursor, CancellationToken cancellationToken) =>
        _sound.ReadGuestsAsync(feed, cursor, cancellationToken);

    public Task<VendorPage> ReadRoomsAsync(Feed feed, string? cursor, CancellationToken cancellationToken) =>
        _sound.ReadRoomsAsync(feed, cursor, cancellationToken);
}
#pragma warning restore CA1000

/// <summary>Loses the last booking of every page.</summary>
public sealed class LosesARecord : Defect
{
    public override VendorPage Change(VendorPage page) => page with { Bookings = [.. page.Bookings.SkipLast(1)] };
}

/// <summary>Shows one booking less at every read.</summary>
public sealed class ForgetsMoreAndMore : Defect
{
    private int _reads = -1;

    public override VendorPage Change(VendorPage page) => page with { Bookings = [.. page.Bookings.SkipLast(Interlocked.Increment(ref _reads))] };
}

/// <summary>Takes the first page for all.</summary>
public sealed class StopsAfterThePage : Defect
{
    public override async Task<VendorPage> ReadAsync(Feed feed, string? cursor, Func<Feed, string?, Task<VendorPage>> read) =>
        (await read(feed with { Limit = 500 }, cursor)) with { NextCursor = null };
}

/// <summary>Gives a booking another content at every read.</summary>
public sealed class NeverTheSame : Defect
{
    private int _reads;

    public override VendorPage Change(VendorPage page)
    {
        var read = Interlocked.Increment(ref _reads).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return page with { Bookings = [.. page.Bookings.Select(booking => booking with { Notes = read })] };
    }
}

/// <summary>Takes UTC for the hotel's clock.</summary>
public sealed class LivesInUtc : Defect
{
    public override ConnectorContext Connect(ConnectorContext context) => context with { Hotel = context.Hotel with { TimeZone = TimeZoneInfo.Utc } };
}

/// <summary>Takes every currency to have cents.</summary>
public sealed class CountsInCents : Defect
{
    public override VendorPage Change(VendorPage page) =>
        page with { Bookings = [.. page.Bookings.Select(booking => booking with { Total = booking.Total is { } total ? total with { MinorUnits = (long)(total.ToMajor() * 100) } : null })] };
}

/// <summary>Takes a refusal for an empty hotel.</summary>
public sealed class SwallowsRefusals : Defect
{
    public override async Task<VendorPage> ReadAsync(Feed feed, string? cursor, Func<Feed, string?, Task<VendorPage>> read)
    {
        try
        {
            return await read(feed, cursor);
        }
        catch (VendorException)
        {
            return new VendorPage();
        }
    }
}

/// <summary>Lets one bad record stop the page.</summary>
public sealed class StopsAtBadRecords : Defect
{
    public override VendorPage Change(VendorPage page) =>
        page.Unmapped.Count == 0 ? page : throw new VendorException(VendorErrorKind.Rejected, "reservations/getAll", "a record is bad");
}

/// <summary>Passes bad records over in silence.</summary>
public sealed class HidesBadRecords : Defect
{
    public override VendorPage Change(VendorPage page) => page with { Unmapped = [] };
}

/// <summary>Finds no changes.</summary>
public sealed class SeesNoChanges : Defect
{
    public override async Task<VendorPage> ReadAsync(Feed feed, string? cursor, Func<Feed, string?, Task<VendorPage>> read) =>
        feed.ChangedSince is null ? await read(feed, cursor) : new VendorPage();
}

/// <summary>Names a guest in an error.</summary>
public sealed class TellsNames : Defect
{
    public override VendorPage Change(VendorPage page) =>
        throw new VendorException(VendorErrorKind.Rejected, "reservations/getAll", $"no room for {page.Guests.SelectMany(guest => guest.Emails).First().Address}");
}

/// <summary>Passes every check.</summary>
public sealed class ChecksNothing : Defect
{
    public override Task CheckAsync(Func<Task> check) => Task.CompletedTask;
}

/// <summary>Lets errors of the parser through.</summary>
public sealed class ThrowsWhatItLikes : Defect
{
    public override MappedRecords Map(Func<MappedRecords> map)
    {
        try
        {
            return map();
        }
        catch (Exception error)
        {
            throw new InvalidOperationException("Something went wrong.", error);
        }
    }
}

/// <summary>Does not know its token for a credential.</summary>
public sealed class ShowsItsToken : Defect
{
    public override ConnectorDescriptor Describe(ConnectorDescriptor descriptor) =>
        descriptor with { Settings = [.. descriptor.Settings.Select(setting => setting with { Secret = setting.Name != "accessToken" && setting.Secret })] };
}
