using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Sync;

namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>One page, cut to the run's limit, with the records of the run's entity told apart from those that came along.</summary>
internal sealed record PageCut(VendorPage Page, int Main, int Related, bool LimitReached)
{
    /// <summary>Cuts a page so that a run never handles more records of its entity than it was asked to.</summary>
    public static PageCut Of(VendorPage page, EntityKind entity, int? limit, long alreadyProcessed)
    {
        var unmappedMain = page.Unmapped.Count(record => record.Entity == entity);
        var room = limit is { } most ? (int)Math.Max(0, most - alreadyProcessed) : int.MaxValue;
        var keep = Math.Max(0, room - unmappedMain);
        var cut = entity switch
        {
            EntityKind.Booking => page with { Bookings = Most(page.Bookings, keep) },
            EntityKind.Guest => page with { Guests = Most(page.Guests, keep) },
            EntityKind.Room => page with { Rooms = Most(page.Rooms, keep) },
            EntityKind.Availability => page with { Availability = Most(page.Availability, keep) },
            EntityKind.Maintenance => page with { Maintenance = Most(page.Maintenance, keep) },
            EntityKind.HousekeepingTask => page with { HousekeepingTasks = Most(page.HousekeepingTasks, keep) },
            _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "Not a kind of entity the runtime knows."),
        };
        var all = AllOf(cut);
        var main = cut.CountOf(entity);
        return new PageCut(cut, main + unmappedMain, all - main, main + unmappedMain >= room);
    }

    /// <summary>Totals after this page.</summary>
    public SyncCounts AddTo(SyncCounts before, int changedMain, long vendorCalls) => new()
    {
        Processed = before.Processed + Main,
        Changed = before.Changed + changedMain,
        Unchanged = before.Unchanged + MappedMain - changedMain,
        Related = before.Related + Related,
        Failed = before.Failed + Page.Unmapped.Count,
        VendorCalls = before.VendorCalls + vendorCalls,
        Pages = before.Pages + 1,
        Total = Page.Total ?? before.Total,
    };

    private int MappedMain => AllOf(Page) - Related;

    private static int AllOf(VendorPage page) => Enum.GetValues<EntityKind>().Sum(page.CountOf);

    private static IReadOnlyList<T> Most<T>(IReadOnlyList<T> items, int most) => items.Count <= most ? items : [.. items.Take(most)];
}
