using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>
/// A vendor whose records are its own: the world is where they began. What is shared asks it instead of the world. Records are numbered as in its truth. Call
/// with the world's gate held, for writing where something changes.
/// </summary>
internal interface IKeepsRecords
{
    /// <summary>Records that a fault may break.</summary>
    IEnumerable<int> Breakable(Property property, BrokenEntity entity);

    /// <summary>Changes so many bookings, or these.</summary>
    Modified Modify(Property property, ModifyKind kind, int count, IReadOnlyList<int>? records);

    /// <summary>Time of the latest change; null while there is nothing.</summary>
    DateTimeOffset? LatestChange(Property property);
}
