using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PmsPlatform.Connections.Feed;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connections.Tests;

/// <summary>What other services read, by long poll.</summary>
public sealed class FeedTests(RegistryService service) : IClassFixture<RegistryService>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_held_until_something_changes_whoever_changed_it()
    {
        await service.OwnerAsync("held", "held");
        var known = await RevisionAsync("hotels");

        var held = service.Service().SendAsync(HttpMethod.Get, $"/internal/feed/hotels?revision={known}&wait=20");
        Assert.False(held.IsCompleted);
        await ExecuteAsync("UPDATE connections.hotel SET name = 'Held by hand' WHERE hotel_id = 'htl_held'");

        using var answer = await held.WaitAsync(Soon, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Held by hand", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_that_has_not_heard_yet_of_what_is_known_elsewhere_tells_no_news()
    {
        await service.OwnerAsync("early", "early");
        var known = await RevisionAsync("hotels");

        Assert.Equal(known, await WaitDeafAsync(known));
    }

    [Fact]
    public async Task A_database_older_than_what_is_known_is_news()
    {
        await service.OwnerAsync("restored", "restored");
        var known = await RevisionAsync("hotels");

        Assert.Equal(known, await WaitDeafAsync(known + 1));
    }

    [Fact]
    public async Task Without_news_the_answer_is_that_there_is_none()
    {
        var known = await RevisionAsync("connections?vendor=silent");
        var held = service.Service().SendAsync(HttpMethod.Get, $"/internal/feed/connections?vendor=silent&revision={known}&wait=20");

        await Eventually.TrueAsync(
            () =>
            {
                service.Time.Advance(TimeSpan.FromSeconds(5));
                return held.IsCompleted;
            },
            TimeSpan.FromSeconds(20),
            "the time is over",
            Token);

        using var answer = await held;
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Fact]
    public async Task A_connector_gets_its_vendors_connections_sealed_and_with_their_schedules()
    {
        await service.VendorsAsync();
        var owner = await service.OwnerAsync("fed", "fed");
        var before = await RevisionAsync("connections?vendor=mews");
        var (made, _) = await owner.SaveAsync("""
            {"id":"con_fed","hotelId":"htl_fed","pmsType":"mews","credentials":{"clientToken":"t","accessToken":"fed-access-token"},
             "schedules":{"arrivals":{"cron":"0 5 * * *","lookAheadDays":2},"modified":{"enabled":false}}}
            """);
        await owner.AskAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{Owner.Address}/con_fed");

        var (feed, _) = await service.Service().GetAsync("/internal/feed/connections?vendor=mews");
        var (others, _) = await service.Service().GetAsync("/internal/feed/connections?vendor=hostaway");

        var item = Assert.Single(feed.GetProperty("items").EnumerateArray());
        Assert.Equal("Disabled", item.GetProperty("state").GetString());
        Assert.NotEqual("fed-access-token", item.GetProperty("sealedSettings").GetProperty("accessToken").GetString());
        Assert.Equal("0 5 * * *", item.GetProperty("schedules")[0].GetProperty("cron").GetString());
        Assert.False(item.GetProperty("schedules")[1].TryGetProperty("cron", out _));
        Assert.True(feed.GetProperty("revision").GetInt64() > before);
        Assert.Empty(others.GetProperty("items").EnumerateArray());
        Assert.Equal("con_fed", made.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Only_services_read_it()
    {
        var owner = await service.OwnerAsync("curious", "curious");
        using var client = service.Client();

        using var anonymous = await client.GetAsync(new Uri("/internal/feed/connections?vendor=mews", UriKind.Relative), Token);
        await owner.AskAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/internal/feed/connections?vendor=mews");
        await owner.AskAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "/internal/feed/hotels");
        await owner.AskAsync(HttpStatusCode.Forbidden, HttpMethod.Put, "/internal/vendors/mews", "{}");

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    /// <summary>Asks one that the database has told nothing yet.</summary>
    private async Task<long> WaitDeafAsync(long known)
    {
        using var deaf = new FeedRevisions(service.Services.GetRequiredService<NpgsqlDataSource>(), service.Time, NullLogger<FeedRevisions>.Instance);
        return await deaf.WaitAsync("hotels", known, TimeSpan.Zero, Token);
    }

    private async Task<long> RevisionAsync(string feed) => (await service.Service().GetAsync($"/internal/feed/{feed}")).Json.GetProperty("revision").GetInt64();

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(service.Database);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
