using System.Text.Json.Serialization;

namespace PmsPlatform.Contracts.Connections;

/// <summary>What a connector is asked to try once: nothing of it is stored. Travels between our own services only, for it holds credentials.</summary>
public sealed record ConnectionTrial
{
    /// <summary>IANA name of the hotel's zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>ISO 4217 code of the hotel's currency.</summary>
    public required string Currency { get; init; }

    /// <summary>Overrides the vendor's production address; null for that.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>What was entered, by the vendor's names, in the clear.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Says nothing: a record prints its members, and these are secrets.</summary>
    public override string ToString() => "***";
}

/// <summary>How a trial went.</summary>
public sealed record ConnectionTrialResult
{
    /// <summary>What kept it from working; null when it works.</summary>
    public ConnectionFault? Fault { get; init; }

    /// <summary>One sentence without secrets; null when it works.</summary>
    public string? Reason { get; init; }

    /// <summary>The vendor's operation that was called last, as in <c>configuration/get</c>; null when nothing was called.</summary>
    public string? Operation { get; init; }

    /// <summary>The vendor's HTTP status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// What the vendor itself answered, as it came: it may quote what was entered. For the registry, which shows it to nobody. Null when there was no
    /// answer, or one too long for an error.
    /// </summary>
    public string? VendorText { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>Without the vendor's text, which a record would print.</summary>
    public override string ToString() => $"{Operation} {Fault?.ToString() ?? "works"}";
}

/// <summary>Why a connection does not work. Guidance is looked up by it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectionFault>))]
public enum ConnectionFault
{
    /// <summary>Something that was entered cannot be used, seen without asking the vendor.</summary>
    Settings,

    /// <summary>401: the vendor does not know the credentials.</summary>
    Unauthorised,

    /// <summary>403: known, and not allowed.</summary>
    Forbidden,

    /// <summary>The credentials lack a right, or the hotel's licence a function.</summary>
    MissingPermission,

    /// <summary>404: most often another property's id, or another address.</summary>
    NotFound,

    /// <summary>The vendor knows the credentials, and they are for another property than the one entered, or one set up otherwise.</summary>
    WrongProperty,

    /// <summary>429: asked too often.</summary>
    RateLimited,

    /// <summary>Connected, and no answer in time.</summary>
    Timeout,

    /// <summary>No secure connection: an unknown, expired or foreign certificate, or an old version of TLS.</summary>
    Tls,

    /// <summary>The host name is not known.</summary>
    Dns,

    /// <summary>Nobody takes the connection there.</summary>
    Unreachable,

    /// <summary>The address means no public one.</summary>
    NotPublic,

    /// <summary>The vendor answers with an error of its own.</summary>
    VendorDown,

    /// <summary>The answer is not the vendor's: most often another system's address.</summary>
    NotTheVendor,

    /// <summary>The vendor refuses the request for another reason.</summary>
    Rejected,
}
