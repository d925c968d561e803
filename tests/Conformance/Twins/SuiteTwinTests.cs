using PmsPlatform.Conformance.Suite;
using Xunit.Sdk;

namespace PmsPlatform.Conformance.Twins;

/// <summary>A suite that cannot fail proves nothing: each defect must be found by the scenario that is there for it.</summary>
public sealed class SuiteTwinTests(ConformanceBench bench)
{
    [Fact]
    public Task A_lost_record_is_found() => FoundAsync<LosesARecord>(suite => suite.Records_sent_twice_and_out_of_order_are_recognised());

    [Fact]
    public Task Records_that_a_list_forgets_are_found() =>
        FoundAsync<ForgetsMoreAndMore>(suite => suite.What_vanished_at_the_vendor_is_removed_and_what_no_feed_told_of_is_found());

    [Fact]
    public Task A_missing_page_is_found() =>
        FoundAsync<StopsAfterThePage>(suite => suite.Everything_the_vendor_has_arrives_once_within_its_limits_and_an_unchanged_hotel_publishes_nothing_again());

    [Fact]
    public Task Content_that_never_stays_the_same_is_found() => FoundAsync<NeverTheSame>(suite => suite.Records_sent_twice_and_out_of_order_are_recognised());

    [Fact]
    public Task Dates_in_the_wrong_zone_are_found() =>
        FoundAsync<LivesInUtc>(suite => suite.Dates_are_the_hotels_and_amounts_have_their_currencys_digits("Pacific/Tongatapu", "KWD", null));

    [Fact]
    public Task Amounts_with_the_wrong_digits_are_found() =>
        FoundAsync<CountsInCents>(suite => suite.Dates_are_the_hotels_and_amounts_have_their_currencys_digits("Pacific/Honolulu", "JPY", null));

    [Fact]
    public Task A_refusal_taken_for_an_empty_hotel_is_found() => FoundAsync<SwallowsRefusals>(suite => suite.Not_allowed_never_looks_like_an_empty_hotel());

    [Fact]
    public Task Refused_credentials_that_nobody_hears_of_are_found() =>
        FoundAsync<SwallowsRefusals>(suite => suite.Refused_credentials_end_the_run_and_call_for_a_human());

    [Fact]
    public Task A_bad_record_that_stops_the_rest_is_found() =>
        FoundAsync<StopsAtBadRecords>(suite => suite.Records_that_cannot_be_mapped_are_quarantined_and_the_rest_arrives());

    [Fact]
    public Task Bad_records_that_vanish_are_found() =>
        FoundAsync<HidesBadRecords>(suite => suite.Records_that_cannot_be_mapped_are_quarantined_and_the_rest_arrives());

    [Fact]
    public Task Changes_that_are_overlooked_are_found() =>
        FoundAsync<SeesNoChanges>(suite => suite.What_changes_at_the_vendor_travels_with_the_next_incremental_read_and_nothing_else_does());

    [Fact]
    public Task A_person_named_in_an_error_is_found() => FoundAsync<TellsNames>(suite => suite.No_credential_and_no_person_gets_into_logs_traces_or_metrics());

    [Fact]
    public Task A_check_that_asks_nobody_is_found() => FoundAsync<ChecksNothing>(suite => suite.Right_credentials_pass_the_check());

    [Fact]
    public Task Errors_of_any_kind_out_of_a_mapping_are_found() => FoundAsync<ThrowsWhatItLikes>(suite =>
    {
        suite.A_payload_of_any_kind_ends_with_records_and_reasons("7");
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_credential_that_is_none_is_found() => FoundAsync<ShowsItsToken>(suite =>
    {
        suite.The_descriptor_tells_people_all_they_need();
        return Task.CompletedTask;
    });

    /// <summary>The scenario fails, and by an assertion or a wait in vain, not by an accident.</summary>
    private async Task FoundAsync<TDefect>(Func<Suite<TDefect>, Task> scenario)
        where TDefect : Defect, new()
    {
        var failure = await Record.ExceptionAsync(() => scenario(new Suite<TDefect>(bench)));
        Assert.True(
            failure is XunitException or TimeoutException or InvalidOperationException { Message: "Something went wrong." },
            $"The scenario ended with {failure?.GetType().Name ?? "success"}: {failure?.Message}");
    }

    /// <summary>The suite on a broken connector; no test of its own.</summary>
    private sealed class Suite<TDefect>(ConformanceBench bench) : VendorConformance<BrokenConnector<TDefect>>("mews", bench)
        where TDefect : Defect, new();
}
