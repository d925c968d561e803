using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Configuration;
using PmsPlatform.Gateway;
using PmsPlatform.Gateway.Routes;

namespace PmsPlatform.EndToEnd.Isolation;

/// <summary>
/// Every public route, taken from the gateway's own table, is tried by everybody with another hotel's ids in path, query, body and header: refused, or
/// answered without a word of the other hotel. A new route is in the matrix by being in the table; one whose path names something new fails it.
/// </summary>
public sealed class IsolationTests(Platform platform)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_route_shows_another_hotels_data_whoever_asks()
    {
        using var other = await platform.TakeHotelWithoutLimitsAsync(bookings: 20, Token);
        using var own = await platform.TakeHotelWithoutLimitsAsync(bookings: 5, Token);
        var victim = new Victim(other);
        await victim.FillAsync(Token);
        var intruders = await Intruders.MakeAsync(platform, own, Token);
        using var http = new HttpClient { BaseAddress = platform.Gateway };

        var attempts = Attempts(victim).ToList();
        var violations = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(intruders, new ParallelOptions { MaxDegreeOfParallelism = intruders.Count, CancellationToken = Token }, async (intruder, cancellationToken) =>
        {
            // Who is nobody is refused before anything but the path is looked at.
            foreach (var attempt in attempts.Where(attempt => attempt.IsPlain || !IsStranger(intruder)))
            {
                var (status, text) = await TryAsync(http, attempt, intruder, cancellationToken);
                if (Violation(status, text, attempt, intruder, victim) is { } violation)
                    violations.Enqueue($"{intruder.Who}: {attempt.Method} {attempt.Address} ({attempt.RouteId}): {status} {violation}");
            }
        });

        Assert.True(violations.IsEmpty, string.Join('\n', violations.Take(40)));
        Assert.True(attempts.Count > 200, $"only {attempts.Count} addresses were tried");
        await other.EqualsSandboxAsync(Token);
    }

    [Fact]
    public async Task The_matrix_can_fail_because_the_hotels_own_key_is_shown_its_data_at_the_same_addresses()
    {
        using var hotel = await platform.TakeHotelWithoutLimitsAsync(bookings: 5, Token);
        var victim = new Victim(hotel);
        await victim.FillAsync(Token);
        using var http = new HttpClient { BaseAddress = platform.Gateway };
        var owner = new Intruder("its own key", "x-api-key", victim.ApiKey);

        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var attempt in Attempts(victim).Where(attempt => attempt.Method == HttpMethod.Get && attempt.Slug is null))
        {
            using var answer = await Intruders.SendAsync(http, attempt.Method, attempt.Address, owner, attempt.Body, Token);
            var text = await answer.Content.ReadAsStringAsync(Token);
            if (answer.IsSuccessStatusCode && victim.Marks.Any(mark => text.Contains(mark, StringComparison.Ordinal)))
                shown.Add(attempt.RouteId);
        }

        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "sync-runs", "sync-run", "ledger", "sync-run-mews", "write-backs", "write-back-mews", "read-booking-mews" }, shown);
    }

    /// <summary>So many reads at once may find the PMS slower than the answer may take (503 with Retry-After): asked again then, as a client does.</summary>
    private static async Task<(int Status, string Text)> TryAsync(HttpClient http, Attempt attempt, Intruder intruder, CancellationToken cancellationToken)
    {
        for (var left = 5; ; left--)
        {
            using var answer = await Intruders.SendAsync(http, attempt.Method, attempt.Address, intruder, attempt.Body, cancellationToken, attempt.Slug);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var mayPass = answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: not null } && !attempt.IsOpen && left > 0;
            if (!mayPass)
                return ((int)answer.StatusCode, text);
            await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, cancellationToken);
        }
    }

    private static string? Violation(int status, string text, Attempt attempt, Intruder intruder, Victim victim)
    {
        if (victim.Marks.FirstOrDefault(mark => text.Contains(mark, StringComparison.Ordinal)) is { } mark)
            return $"shows {mark}";

        // A vendor that takes 4xx for the end of it is refused with 503.
        if (status is 500 || (status > 501 && !attempt.IsOpen))
            return "is a failure of ours";

        // Vendors and those who sign in are let to the door by the gateway; what is behind it judges them.
        if (attempt.IsOpen)
            return null;
        if (intruder.Who is "Guest" && status is >= 200 and < 300 && attempt.RouteId is not ("connections-users" or "connections-vendors"))
            return "lets a guest do something";
        return IsStranger(intruder)
            ? status is 401 or 429 ? null : "lets in whom nobody knows"
            : attempt.Slug is not null && status is not (404 or 429) ? "takes another hotel's slug" : null;
    }

    private static bool IsStranger(Intruder intruder) => intruder.Who is "nobody" or "a made-up key" or "a revoked key";

    private IEnumerable<Attempt> Attempts(Victim victim)
    {
        foreach (var route in Table().Routes)
        {
            var vendor = route.ClusterId?.Split('-') is ["connector", var slug] ? slug : "mews";
            var isOpen = route.Metadata?.ContainsKey("Door") is true;
            foreach (var method in route.Match.Methods!.Select(name => new HttpMethod(name)))
            {
                foreach (var address in victim.AddressesOf(route.RouteId, route.Match.Path!))
                {
                    var body = method == HttpMethod.Get || method == HttpMethod.Delete ? null : victim.Body(vendor);
                    var query = route.ClusterId is RouteTable.ByProvider ? $"?provider={vendor}" : "";
                    yield return new(route.RouteId, method, address + query, body, Slug: null, isOpen) { IsPlain = true };
                    yield return new(route.RouteId, method, $"{address}?{victim.Query(vendor)}", body, Slug: null, isOpen);
                    if (!isOpen)
                        yield return new(route.RouteId, method, address + query, body, victim.Slug, isOpen);
                }
            }
        }
    }

    /// <summary>The gateway's table for the services this platform runs.</summary>
    private RouteTable Table()
    {
        var services = platform.Resources.Where(name => name is "connections" or "sync-ledger" or "guest-context" || name.StartsWith("connector-", StringComparison.Ordinal));
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(services.Select(name => KeyValuePair.Create($"services:{name}:http:0", (string?)"http://127.0.0.1:1")))
            .Build();
        return RouteTable.For(new ServiceAddresses(configuration), new GatewayOptions());
    }

    private sealed record Attempt(string RouteId, HttpMethod Method, string Address, object? Body, string? Slug, bool IsOpen)
    {
        /// <summary>With the other hotel's ids in path and body only.</summary>
        public bool IsPlain { get; init; }
    }
}
