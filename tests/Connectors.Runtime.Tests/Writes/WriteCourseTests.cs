using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.WriteBacks;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

public sealed class WriteCourseTests
{
    private static readonly WriteCourse Course = new(new WriteBackOptions(), () => 1);

    [Fact]
    public void Waits_double_from_a_second_to_five_minutes_and_end_when_it_is_given_up()
    {
        TimeSpan Wait(int failures, TimeSpan age) => Course.AfterCall(new WriteSituation(false, failures, age), VendorErrorKind.Unavailable, "down").Wait;

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], Enumerable.Range(0, 11).Select(failures => (int)Wait(failures, TimeSpan.Zero).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(300), Wait(int.MaxValue - 1, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(10), Wait(20, TimeSpan.FromHours(24) - TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_lost_answer_to_a_charge_is_left_alone_for_a_while_first()
    {
        var charge = Course.AfterCall(new WriteSituation(false, 0, TimeSpan.Zero), VendorErrorKind.Uncertain, "lost");
        var checkout = Course.AfterCall(new WriteSituation(true, 0, TimeSpan.Zero), VendorErrorKind.Uncertain, "lost");

        Assert.Equal((true, TimeSpan.FromSeconds(15)), (charge.Doubtful, charge.Wait));
        Assert.Equal((true, TimeSpan.FromSeconds(1)), (checkout.Doubtful, checkout.Wait));
    }

    [Fact]
    public void Whatever_fails_the_verdict_is_honest()
    {
        var situations =
            from repeatable in Gen.Elements(true, false)
            from failures in Gen.Choose(0, 40)
            from minutes in Gen.Choose(0, 48 * 60)
            from kind in Gen.Elements(Enum.GetValues<VendorErrorKind>())
            from looking in Gen.Elements(true, false)
            select (Situation: new WriteSituation(repeatable, failures, TimeSpan.FromMinutes(minutes)), kind, looking);

        Prop.ForAll(situations.ToArbitrary(), drawn =>
        {
            var (situation, kind, looking) = drawn;
            var verdict = looking ? Course.AfterLook(situation, kind, "r") : Course.AfterCall(situation, kind, "r");
            var mayHaveArrived = looking || kind is VendorErrorKind.Uncertain or VendorErrorKind.Malformed;
            if (verdict is null)
                return looking && situation.Repeatable;
            return verdict.State switch
            {
                WriteBackState.Queued => situation.Age < TimeSpan.FromHours(24) && verdict.Doubtful == mayHaveArrived
                    && verdict.Wait > TimeSpan.Zero && verdict.Wait <= TimeSpan.FromMinutes(5),
                WriteBackState.Failed => !mayHaveArrived || situation.Repeatable,
                WriteBackState.Uncertain => mayHaveArrived && !situation.Repeatable,
                _ => false,
            };
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_default_is_as_documented()
    {
        var options = WriteBackOptions.Read(new ConfigurationManager());

        Assert.Equal(
            new WriteBackOptions
            {
                GiveUpAfter = TimeSpan.FromHours(24),
                FirstBackoff = TimeSpan.FromSeconds(1),
                LongestBackoff = TimeSpan.FromMinutes(5),
                LookAfter = TimeSpan.FromSeconds(15),
                ClaimLength = TimeSpan.FromSeconds(30),
                Poll = TimeSpan.FromSeconds(1),
                Parallel = 4,
                Retention = TimeSpan.FromDays(90),
            },
            options);
    }

    [Fact]
    public void Everything_wrong_with_the_options_is_said_at_once()
    {
        var configuration = new ConfigurationManager();
        configuration["Pms:WriteBacks:GiveUpAfter"] = "00:00:00";
        configuration["Pms:WriteBacks:LongestBackoff"] = "00:00:00.5";
        configuration["Pms:WriteBacks:Parallel"] = "0";

        var error = Assert.Throws<InvalidOperationException>(() => WriteBackOptions.Read(configuration));

        Assert.All((string[])["GiveUpAfter", "LongestBackoff", "Parallel"], name => Assert.Contains($"Pms:WriteBacks:{name}", error.Message, StringComparison.Ordinal));
    }
}
