using System.Globalization;

namespace PmsPlatform.Benchmarks.Bed;

/// <summary>A hotel of the benchmarks: a connection, a key, and a property in the sandbox once it is opened.</summary>
/// <param name="Index">Its place among the hotels.</param>
/// <param name="Vendor">mews or hostaway.</param>
/// <param name="Limited">The vendor's documented rate limits apply.</param>
internal sealed record BenchHotel(int Index, string Vendor, bool Limited)
{
    public const string TimeZone = "Europe/Budapest";
    public const string Currency = "EUR";

    public string Id => $"htl_bench{Index}";

    public string Slug => $"bench-{Index}";

    public string ApiKey => $"pms_bench_key_{Index}_0123456789";

    public string ConnectionId => $"con_bench{Index}";

    public IReadOnlyDictionary<string, string> Credentials => Vendor == "mews"
        ? new Dictionary<string, string>(StringComparer.Ordinal) { ["clientToken"] = "demo-client-token", ["accessToken"] = $"bench-access-{Index}" }
        : new Dictionary<string, string>(StringComparer.Ordinal) { ["accountId"] = $"{60000 + Index}", ["clientSecret"] = $"bench-secret-{Index}" };

    /// <summary>Last part of the address that the vendor calls.</summary>
    public string WebhookToken => $"bench-webhook-{Index}-0123456789";

    /// <summary>User and password of the vendor's calls, where it has them.</summary>
    public (string User, string Password) WebhookLogin => ("bench", $"bench-webhook-password-{Index}");

    /// <summary>What the connection is set up with.</summary>
    private IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        .. Credentials,
        new("webhookToken", WebhookToken),
        .. Vendor == "hostaway" ? new KeyValuePair<string, string>[] { new("webhookUser", WebhookLogin.User), new("webhookPassword", WebhookLogin.Password) } : [],
    ];

    /// <summary>The AppHost's arguments for it, after the demo's own entries.</summary>
    public IEnumerable<string> Arguments()
    {
        var place = (Index + 10).ToString(CultureInfo.InvariantCulture);
        yield return $"--Pms:Hotels:{place}:Id={Id}";
        yield return $"--Pms:Hotels:{place}:Slug={Slug}";
        yield return $"--Pms:Hotels:{place}:Name={Slug}";
        yield return $"--Pms:Hotels:{place}:TimeZone={TimeZone}";
        yield return $"--Pms:Hotels:{place}:Currency={Currency}";
        yield return $"--Pms:ApiKeys:{place}:Name={Slug}";
        yield return $"--Pms:ApiKeys:{place}:Key={ApiKey}";
        yield return $"--Pms:ApiKeys:{place}:HotelIds:0={Id}";
        yield return $"--Pms:Connections:{place}:Id={ConnectionId}";
        yield return $"--Pms:Connections:{place}:HotelId={Id}";
        yield return $"--Pms:Connections:{place}:Vendor={Vendor}";
        if (!Limited)
            yield return $"--Pms:Connections:{place}:WithoutLimits=true";
        foreach (var (name, value) in Settings)
            yield return $"--Pms:Connections:{place}:Settings:{name}={value}";
    }
}
