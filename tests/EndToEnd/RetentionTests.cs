using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using PmsPlatform.TestKit;

namespace PmsPlatform.EndToEnd;

/// <summary>Stays are forgotten after the period that is configured (<see cref="Platform"/>: 1,000 days).</summary>
public sealed class RetentionTests(Platform platform)
{
    private const string Connection = "con_meadow_mock";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(45);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_stayed_longer_ago_than_people_are_to_be_known_is_forgotten_by_every_store_and_who_stayed_later_is_not()
    {
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        http.DefaultRequestHeaders.Add("x-api-key", "pms_demo_concierge_key");
        http.DefaultRequestHeaders.Add("x-hotel-slug", "meadow");
        await PostAsync(http, "kept-too-long", "Ottoline Forgotten", daysAgo: 1_050);
        await PostAsync(http, "kept-still", "Rupert Remembered", daysAgo: 950);
        await Eventually.TrueAsync(
            async () => await IsKnownAsync(http, "kept-too-long", "Forgotten") && await IsKnownAsync(http, "kept-still", "Remembered"), Soon, "both stays are known", Token);

        // The stores look for what has been kept long enough when they start, and every six hours.
        await Task.WhenAll(platform.KillAndReturnAsync("guest-context", Token), platform.KillAndReturnAsync("sync-ledger", Token));

        await Eventually.TrueAsync(async () => await SaysNobodyAsync(http, "kept-too-long", "Forgotten"), Soon, "the older stay says nobody", Token);
        Assert.True(await IsKnownAsync(http, "kept-still", "Remembered"));
    }

    private static async Task PostAsync(HttpClient http, string id, string name, int daysAgo)
    {
        var departure = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-daysAgo);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/pms/mock/bookings")
        {
            Content = JsonContent.Create(new
            {
                booking = new { id, status = "checkedOut", guest = new { name }, stay = new { checkIn = Text(departure.AddDays(-2)), checkOut = Text(departure) }, modifiedAt = $"{Text(departure)}T10:00:00Z" },
            }),
        };
        request.Headers.Add("x-provider-token", "demo-meadow-webhook-0123456789");
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);

        static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static async Task<bool> IsKnownAsync(HttpClient http, string booking, string name) =>
        (await AnswersAsync(http, booking)).All(answer => answer?.Contains(name, StringComparison.Ordinal) == true);

    private static async Task<bool> SaysNobodyAsync(HttpClient http, string booking, string name) =>
        await AnswersAsync(http, booking) is [null, { } stay, { } guest] && !stay.Contains(name, StringComparison.Ordinal) && !guest.Contains(name, StringComparison.Ordinal);

    /// <summary>What the concierge, and the ledger of stay and guest with all that they ever were, answer; null for 404.</summary>
    private static async Task<List<string?>> AnswersAsync(HttpClient http, string booking)
    {
        var answers = new List<string?>();
        foreach (var path in (string[])[$"context?booking={booking}", $"ledger/bookings/{Connection}/{booking}/history", $"ledger/guests/{Connection}/booking%3A{booking}/history"])
        {
            using var answer = await http.GetAsync($"/api/{path}", Token);
            if (answer.StatusCode is not HttpStatusCode.NotFound)
                answer.EnsureSuccessStatusCode();
            answers.Add(answer.StatusCode is HttpStatusCode.NotFound ? null : await answer.Content.ReadAsStringAsync(Token));
        }

        return answers;
    }
}
