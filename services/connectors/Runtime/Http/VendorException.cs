using System.Net;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>What went wrong at the vendor. The kind alone decides what the runtime does.</summary>
public enum VendorErrorKind
{
    /// <summary>Credentials or token refused: one token refresh, then the connection needs a human.</summary>
    Unauthorised,

    /// <summary>Too many calls: wait as told; not a failure.</summary>
    RateLimited,

    /// <summary>The vendor does not answer or is broken for the moment: back off and try again.</summary>
    Unavailable,

    /// <summary>The answer is not what the vendor documents: not JSON, cut, too large.</summary>
    Malformed,

    /// <summary>The vendor refuses this request as it is; repeating does not help.</summary>
    Rejected,

    /// <summary>The one record asked for is not there.</summary>
    NotFound,

    /// <summary>The hotel's licence or set-up lacks this function. Never the same as no data.</summary>
    Unsupported,

    /// <summary>A write was sent and its answer lost: it may or may not have happened.</summary>
    Uncertain,
}

/// <summary>A call to the vendor failed for good: retries, waits and the token refresh are behind it.</summary>
public sealed class VendorException : Exception
{
    /// <summary>Makes the error of one operation.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="operation">The vendor's operation, as in <c>reservations/getAll</c>; never a URL.</param>
    /// <param name="reason">One sentence without secrets and personal data.</param>
    /// <param name="inner">The cause.</param>
    public VendorException(VendorErrorKind kind, string operation, string reason, Exception? inner = null)
        : base($"{operation}: {reason}", inner)
    {
        Kind = kind;
        Operation = operation;
        Reason = reason;
    }

    /// <summary>What went wrong.</summary>
    public VendorErrorKind Kind { get; }

    /// <summary>The vendor's operation.</summary>
    public string Operation { get; }

    /// <summary>One sentence without secrets and personal data.</summary>
    public string Reason { get; }

    /// <summary>The vendor's status code. Null when there was no answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>
    /// What the vendor itself said, for the one who asked for a write. May name a guest: it is stored encrypted and never logged. Null where the vendor says
    /// nothing or is not quoted.
    /// </summary>
    public string? VendorText { get; init; }

    /// <summary>The body of the vendor's answer, as it came: may hold anything, secrets among it. Empty when there was no answer.</summary>
    internal ReadOnlyMemory<byte> Answer { get; init; }
}

/// <summary>How one answer failed.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Reason">One sentence without secrets and personal data; the vendor's own text only where it cannot hold any.</param>
/// <param name="RetryAfter">The wait the vendor asks for. Null when it did not say.</param>
public sealed record VendorFailure(VendorErrorKind Kind, string Reason, TimeSpan? RetryAfter = null)
{
    /// <summary>The vendor's own text, see <see cref="VendorException.VendorText"/>.</summary>
    public string? VendorText { get; init; }

    /// <summary>Whether the request surely never reached the vendor.</summary>
    internal bool NeverSent { get; init; }

    /// <summary>The usual meaning of a status code; null for success. Vendors that mean something else classify by themselves.</summary>
    public static VendorFailure? FromStatus(VendorResponse response)
    {
        var status = (int)response.Status;
        var kind = status switch
        {
            >= 200 and < 300 => (VendorErrorKind?)null,
            401 or 403 => VendorErrorKind.Unauthorised,
            404 or 410 => VendorErrorKind.NotFound,
            408 or >= 500 => VendorErrorKind.Unavailable,
            429 => VendorErrorKind.RateLimited,
            _ => VendorErrorKind.Rejected,
        };
        return kind is null ? null : new VendorFailure(kind.Value, $"the vendor answered {status}", response.RetryAfter);
    }
}

/// <summary>Decides whether an answer is a failure and of which kind; null means success.</summary>
public delegate VendorFailure? ClassifyAnswer(VendorResponse response);
