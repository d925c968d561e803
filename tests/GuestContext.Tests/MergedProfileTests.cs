using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Guests;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>A merged profile's contacts and stays belong to the one that speaks for it.</summary>
public sealed class MergedProfileTests(ContextService service) : IClassFixture<ContextService>
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    public async Task A_chain_of_merges_is_followed_whatever_arrives_first(params int[] order)
    {
        var (oldPhone, newPhone) = (Make.Phone(), Make.Phone());
        var last = Make.Guest(newPhone);
        var middle = Make.Guest() with { MergedIntoExternalId = last.ExternalId };
        var first = Make.Guest(oldPhone) with { MergedIntoExternalId = middle.ExternalId };
        var booking = Make.Booking(-1, 1, BookingStatus.InHouse, first.ExternalId);
        await service.RecordAsync(booking.At());

        Guest[] all = [first, middle, last];
        foreach (var index in order)
            await service.RecordAsync(all[index].At());

        foreach (var phone in new[] { oldPhone, newPhone })
        {
            var answer = await service.AskAsync($"phone={phone}");
            Assert.Equal((last.ExternalId, booking.ExternalId, 0), (answer?.Guest?.ExternalId, answer?.Booking?.ExternalId, answer?.OtherMatches));
        }

        Assert.Equal(last.ExternalId, (await service.AskAsync($"booking={booking.ExternalId}"))?.Guest?.ExternalId);
    }

    [Fact]
    public async Task Until_the_target_arrives_the_merged_profile_answers()
    {
        var phone = Make.Phone();
        var merged = Make.Guest(phone) with { MergedIntoExternalId = Make.Id("gst-") };
        await service.RecordAsync(merged.At());

        Assert.Equal(merged.ExternalId, (await service.AskAsync($"phone={phone}"))?.Guest?.ExternalId);
    }

    [Fact]
    public async Task An_undone_merge_is_undone()
    {
        var (phone, other) = (Make.Phone(), Make.Phone());
        var target = Make.Guest(other);
        var merged = Make.Guest(phone) with { MergedIntoExternalId = target.ExternalId };
        await service.RecordAsync(target.At(Make.Noon), merged.At(Make.Noon));
        await service.RecordAsync((merged with { MergedIntoExternalId = null }).At(Make.Noon.AddHours(1)));

        Assert.Equal(merged.ExternalId, (await service.AskAsync($"phone={phone}"))?.Guest?.ExternalId);
        Assert.Equal(target.ExternalId, (await service.AskAsync($"phone={other}"))?.Guest?.ExternalId);
    }

    [Fact]
    public async Task Profiles_merged_in_a_circle_speak_for_themselves()
    {
        var (phone, other) = (Make.Phone(), Make.Phone());
        var (left, right) = (Make.Guest(phone), Make.Guest(other));
        await service.RecordAsync(
            (left with { MergedIntoExternalId = right.ExternalId }).At(), (right with { MergedIntoExternalId = left.ExternalId }).At());

        Assert.Equal(left.ExternalId, (await service.AskAsync($"phone={phone}"))?.Guest?.ExternalId);
        Assert.Equal(right.ExternalId, (await service.AskAsync($"phone={other}"))?.Guest?.ExternalId);
    }

    [Fact]
    public async Task Merges_that_meet_and_are_written_at_once_are_all_followed()
    {
        for (var round = 0; round < 20; round++)
        {
            var phone = Make.Phone();
            var last = Make.Guest();
            var middle = Make.Guest() with { MergedIntoExternalId = last.ExternalId };
            var first = Make.Guest(phone) with { MergedIntoExternalId = middle.ExternalId };
            await Task.WhenAll(service.RecordAsync(first.At()), service.RecordAsync(middle.At()), service.RecordAsync(last.At()));

            Assert.Equal(last.ExternalId, (await service.AskAsync($"phone={phone}"))?.Guest?.ExternalId);
        }
    }
}
