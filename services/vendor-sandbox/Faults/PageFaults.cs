using PmsPlatform.VendorSandbox.Vendors;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Faults;

/// <summary>Disturbs the order and the number of records of a page.</summary>
internal static class PageFaults
{
    public static void Disturb(VendorCall call, List<int> records)
    {
        var faults = call.Property!.Faults;
        if (faults.All.Count == 0 || records.Count == 0)
            return;
        if (faults.Fire(FaultKind.OutOfOrder, call.Path) is { } shuffle)
            Shuffle(records, new Dice((ulong)shuffle.Fired));
        if (faults.Fire(FaultKind.Duplicate, call.Path) is not { } duplicate)
            return;
        var copies = Math.Min(duplicate.Order.Records ?? 3, records.Count);
        for (var copy = 0; copy < copies; copy++)
            records.Insert(copy * 2, records[copy * 2]);
    }

    private static void Shuffle(List<int> records, Dice dice)
    {
        for (var place = records.Count - 2; place > 0; place--)
        {
            var other = dice.Below(place + 1);
            (records[place], records[other]) = (records[other], records[place]);
        }
    }
}
