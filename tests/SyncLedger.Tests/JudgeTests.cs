using FsCheck.Fluent;
using PmsPlatform.Contracts.Ledger;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Tests;

public sealed class JudgeTests
{
    [Fact]
    public void Whatever_the_order_and_however_often_they_arrive_the_same_versions_leave_the_same_ledger() =>
        FsCheck.Check.One(
            FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Arb.From(Deliveries.Gen), deliveries =>
            {
                var model = new LedgerModel();
                foreach (var batch in deliveries.Batches)
                    model.Write(batch.Select(Snapshot));

                AssertHoldsEachOnce(deliveries, model);
            }));

    [Fact]
    public void The_same_content_read_later_is_unchanged()
    {
        var verdict = Judge(Stored('A', 1), new V(1, 5, 'A'));

        Assert.Equal((0, 1, 0), Tally(verdict));
        Assert.Equal(LedgerOutcome.Unchanged, Assert.Single(verdict.Versions).Outcome);
        Assert.Single(verdict.Current);
    }

    [Fact]
    public void A_version_that_comes_again_changes_nothing()
    {
        var verdict = Judge(Stored('A', 1), new V(1, 1, 'A'));

        Assert.Equal((0, 1, 0), Tally(verdict));
        Assert.Empty(verdict.Current);
        Assert.Empty(verdict.Versions);
    }

    [Fact]
    public void An_earlier_version_is_stale_and_goes_to_history()
    {
        var verdict = Judge(Stored('B', 5), new V(1, 1, 'A'));

        Assert.Equal((0, 0, 1), Tally(verdict));
        Assert.Empty(verdict.Current);
        Assert.Equal(LedgerOutcome.Stale, Assert.Single(verdict.Versions).Outcome);
    }

    [Fact]
    public void Content_that_comes_back_is_a_change_of_its_own()
    {
        var verdict = Judge(null, new V(3, 3, 'A'), new V(1, 1, 'A'), new V(2, 2, 'B'));

        Assert.Equal((3, 0, 0), Tally(verdict));
        Assert.Equal(3, verdict.Versions.Count);
    }

    [Fact]
    public void Of_two_contents_of_one_version_the_one_that_arrives_last_is_current()
    {
        var verdict = Judge(Stored('B', 1), new V(1, 1, 'A'));

        Assert.Equal((1, 0, 0), Tally(verdict));
    }

    [Fact]
    public void A_joined_value_may_change_without_the_vendors_time()
    {
        var verdict = Judge(Stored('A', 1), new V(1, 2, 'B'));

        Assert.Equal((1, 0, 0), Tally(verdict));
    }

    private static void AssertHoldsEachOnce(Deliveries deliveries, LedgerModel model)
    {
        Assert.Equal(deliveries.All.Count(), model.Counted);
        foreach (var versions in deliveries.All.Distinct().GroupBy(delivery => delivery.Id, StringComparer.Ordinal))
        {
            var held = model.History.Where(row => string.Equals(row.Snapshot.ExternalId, versions.Key, StringComparison.Ordinal)).ToList();
            Assert.Equal(versions.Count(), held.Count);
            Assert.All(versions, version => Assert.Single(held, row => LedgerModel.IsSame(row.Snapshot, Snapshot(version))));

            Assert.True(LedgerModel.IsSame(Snapshot((versions.Key, versions.MaxBy(version => version.Version.Place).Version)), model.Current[versions.Key]));

            // Every content can be read, although versions that repeat it do not hold it.
            Assert.All(held, row => Assert.Contains(
                held, other => other.Outcome is not LedgerOutcome.Unchanged && other.Snapshot.HasContentOf(row.Snapshot.ContentHash)));
        }
    }

    private static Snapshot Snapshot((string Id, V Version) delivery) =>
        Make.Snapshot("con", delivery.Id, delivery.Version.Minute, delivery.Version.Content.ToString(), delivery.Version.SeenMinute);

    private static StoredVersion Stored(char content, int minute)
    {
        var snapshot = Snapshot(("a", new V(minute, minute, content)));
        return new StoredVersion(snapshot.OrderedAt, snapshot.ObservedAt, snapshot.ContentHash);
    }

    private static Verdict Judge(StoredVersion? stored, params V[] versions)
    {
        Snapshot[] ordered = [.. versions.Select(version => Snapshot(("a", version))).Order(ByKeyThenVersion.Instance)];
        return Entities.Judge.Of(ordered, stored is null ? [] : new Dictionary<Snapshot, StoredVersion> { [ordered[0]] = stored }, new HashSet<Snapshot>());
    }

    private static (long Applied, long Unchanged, long Stale) Tally(Verdict verdict)
    {
        var tally = Assert.Single(verdict.Tallies);
        return (tally.Applied, tally.Unchanged, tally.Stale);
    }
}
