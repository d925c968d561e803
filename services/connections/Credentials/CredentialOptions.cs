namespace PmsPlatform.Connections.Credentials;

/// <summary>How the key ring is turned over; section <c>Pms:KeyRing</c>.</summary>
internal sealed class CredentialOptions
{
    public const string Section = "Pms:KeyRing";

    /// <summary>How long a new key waits before it encrypts, so that every service knows it by then. Default 20 s.</summary>
    public TimeSpan ActivationDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A ring key that has encrypted for so long is followed by a new one. Default 90 days; zero for never.</summary>
    public TimeSpan RotateAfter { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long a key that seals no credential any more is kept, for cookies, tokens and the copies that services hold. Default 90 days.
    /// </summary>
    public TimeSpan KeepUnused { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Connections that are sealed anew in one transaction. Default 100.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>How often the work is looked for. Default 5 s; a request is taken up at once.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(5);
}
