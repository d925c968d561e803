using FsCheck;
using FsCheck.Fluent;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Contracts.Tests;

public sealed class EntityVersionTests
{
    [Fact]
    public void The_vendors_clock_decides_first()
    {
        var early = At(modified: 1, observed: 9);
        var late = At(modified: 2, observed: 3);

        Assert.True(early < late);
    }

    [Fact]
    public void Equal_vendor_times_are_ordered_by_the_moment_of_reading() => Assert.True(At(modified: 1, observed: 3) < At(modified: 1, observed: 4));

    [Fact]
    public void Without_a_vendor_time_the_moment_of_reading_stands_for_it() => Assert.True(At(modified: null, observed: 3) < At(modified: 4, observed: 3));

    [Fact]
    public void The_order_is_total() => Prop.ForAll(
        Versions().Three().ToArbitrary(),
        three =>
        {
            var (a, b, c) = three;
            var antisymmetric = Math.Sign(a.CompareTo(b)) == -Math.Sign(b.CompareTo(a));
            var transitive = !(a <= b && b <= c) || a <= c;
            return antisymmetric && transitive;
        }).QuickCheckThrowOnFailure();

    private static Gen<EntityVersion> Versions() =>
        Gen.Choose(-1, 5).SelectMany(modified => Gen.Choose(0, 5), (modified, observed) => At(modified < 0 ? null : modified, observed));

    private static EntityVersion At(int? modified, int observed) => new()
    {
        ModifiedAt = modified is { } minutes ? DateTimeOffset.UnixEpoch.AddMinutes(minutes) : null,
        ObservedAt = DateTimeOffset.UnixEpoch.AddMinutes(observed),
        ContentHash = "0",
    };
}
