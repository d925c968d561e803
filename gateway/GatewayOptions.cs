namespace PmsPlatform.Gateway;

/// <summary>Settings of the gateway, section <c>Gateway</c>. Checked at start, every problem at once.</summary>
internal sealed record GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>How many calls are let through.</summary>
    public RateLimitOptions RateLimit { get; init; } = new();

    /// <summary>Largest request body in bytes. Default 64 kB.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>How long a client may take to send its body. Default 15 s.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may take to send its headers. Default 10 s.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may stay open without a request. Default 130 s, longer than the 2 minutes of common clients' pools.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>How long a service may take to answer a read. Default 15 s.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connector may take to answer; it does so within 25 s, done or not. Default 40 s.</summary>
    public TimeSpan SyncTimeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Most connections of all clients together. Default 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// Origins whose pages may call from a browser, as <c>https://app.example.com</c>; scheme, host and port exactly. Empty by default: no page may.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Reads the section. A value of the wrong kind and a member that does not exist are problems too: a limit misspelt is a limit not set.</summary>
    public static (GatewayOptions Options, IReadOnlyList<string> Problems) Read(IConfiguration configuration)
    {
        try
        {
            return (configuration.GetSection(Section).Get<GatewayOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new(), []);
        }
        catch (InvalidOperationException exception)
        {
            return (new(), [$"{Section} cannot be read: {exception.Message}"]);
        }
    }

    public IEnumerable<string> Problems()
    {
        if (MaxBodyBytes is < 1024 or > 16 * 1024 * 1024)
            yield return $"{Section}:{nameof(MaxBodyBytes)} is {MaxBodyBytes}. Use 1024 to 16777216 bytes.";
        if (MaxConnections < 1)
            yield return $"{Section}:{nameof(MaxConnections)} is {MaxConnections}. Use at least 1.";

        foreach (var origin in AllowedOrigins.Where(origin => !IsOrigin(origin)))
            yield return $"{Section}:{nameof(AllowedOrigins)} has '{origin}'. Use scheme, host and port only, as in https://app.example.com; a wildcard is not taken.";

        foreach (var (name, value) in Times())
        {
            if (value < TimeSpan.FromMilliseconds(100) || value > TimeSpan.FromMinutes(10))
                yield return $"{Section}:{name} is {value}. Use 00:00:00.1 to 00:10:00.";
        }

        foreach (var problem in RateLimit.Problems())
            yield return problem;
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && !uri.Host.Contains('*', StringComparison.Ordinal) && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.Ordinal);

    private IEnumerable<(string Name, TimeSpan Value)> Times() =>
    [
        (nameof(BodyTimeout), BodyTimeout), (nameof(HeadersTimeout), HeadersTimeout), (nameof(KeepAlive), KeepAlive),
        (nameof(ReadTimeout), ReadTimeout), (nameof(SyncTimeout), SyncTimeout),
    ];
}

/// <summary>Settings of the rate limits, section <c>Gateway:RateLimit</c>.</summary>
internal sealed record RateLimitOptions
{
    /// <summary>Calls a second that one API key may make for any length of time. Default 200.</summary>
    public int PerSecond { get; init; } = 200;

    /// <summary>Calls that one API key may make at once after a pause. Default 400.</summary>
    public int Burst { get; init; } = 400;

    /// <summary>Calls without a known key that one address may make in a minute before it gets 429 instead of 401. Default 60.</summary>
    public int FailedAuthenticationsPerMinute { get; init; } = 60;

    /// <summary>Webhooks a second that one address may send for any length of time, and twice as many at once. Default 1,000.</summary>
    public int WebhooksPerSecond { get; init; } = 1_000;

    /// <summary>Calls a second, of all keys together, that one address may make for any length of time, and twice as many at once. Default 2,000.</summary>
    public int PerAddressPerSecond { get; init; } = 2_000;

    /// <summary>Sign-ins, refreshes and the like that one address may make in a minute. The console's people share its address. Default 60.</summary>
    public int SignInsPerMinute { get; init; } = 60;

    public IEnumerable<string> Problems()
    {
        const string section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.RateLimit)}";
        const int most = 1_000_000;

        if (PerSecond is < 1 or > most)
            yield return $"{section}:{nameof(PerSecond)} is {PerSecond}. Use 1 to {most} calls a second.";
        if (Burst < PerSecond || Burst > most)
            yield return $"{section}:{nameof(Burst)} is {Burst}. Use at least {nameof(PerSecond)} ({PerSecond}) and at most {most}.";
        if (WebhooksPerSecond is < 1 or > most)
            yield return $"{section}:{nameof(WebhooksPerSecond)} is {WebhooksPerSecond}. Use 1 to {most} webhooks a second.";
        if (PerAddressPerSecond is < 1 or > most)
            yield return $"{section}:{nameof(PerAddressPerSecond)} is {PerAddressPerSecond}. Use 1 to {most} calls a second.";
        if (SignInsPerMinute is < 1 or > most)
            yield return $"{section}:{nameof(SignInsPerMinute)} is {SignInsPerMinute}. Use 1 to {most}.";
        if (FailedAuthenticationsPerMinute is < 1 or > most)
            yield return $"{section}:{nameof(FailedAuthenticationsPerMinute)} is {FailedAuthenticationsPerMinute}. Use 1 to {most}.";
    }
}
