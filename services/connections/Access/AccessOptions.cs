namespace PmsPlatform.Connections.Access;

/// <summary>Settings of signing in, section <c>Access</c>.</summary>
internal sealed record AccessOptions
{
    public const string Section = "Access";

    /// <summary>Where the first owner's set-up page is: the printed link leads there. Default the console as the local runner starts it.</summary>
    public Uri SetupPage { get; init; } = new("http://localhost:5090/set-up");

    /// <summary>How long a set-up link is good. Default 24 h; a new start prints a new one.</summary>
    public TimeSpan SetupLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an invitation is good. Default 7 days.</summary>
    public TimeSpan InvitationLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long an access token is good. Default 10 min.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a refresh token is good, and by that how long somebody stays signed in who comes back. Default 14 days.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Wrong passwords in a row that lock an account. Default 5.</summary>
    public int MostFailures { get; init; } = 5;

    /// <summary>How long it stays locked. Default 15 min.</summary>
    public TimeSpan LockedFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Sign-ins of one account a minute, right or wrong. Default 10.</summary>
    public int PerAccountPerMinute { get; init; } = 10;

    /// <summary>Sign-ins from one address a minute, right or wrong; the gateway counts too. Default 60: the console's people share its address.</summary>
    public int PerAddressPerMinute { get; init; } = 60;
}
