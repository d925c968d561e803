using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Why a delivery is not taken.</summary>
/// <param name="Reason">Bounded word for logs and metrics.</param>
/// <param name="Status">What it is answered with.</param>
/// <param name="Detail">One sentence for the sender's log; says nothing about secrets.</param>
/// <param name="MayPass">Whether the same delivery may be taken later without the sender changing anything.</param>
internal sealed record Refusal(string Reason, int Status, string Detail, bool MayPass)
{
    public const int MostBytes = 1024 * 1024;
    public const int MostLevels = 64;

    public static readonly Refusal UnknownAddress = new("unknown-address", StatusCodes.Status404NotFound, "There is no such webhook address.", MayPass: true);
    public static readonly Refusal SecretMissing = new("secret-missing", StatusCodes.Status401Unauthorized, "A valid credential is needed.", MayPass: true);
    public static readonly Refusal WrongProof = new("wrong-proof", StatusCodes.Status401Unauthorized, "A valid credential is needed.", MayPass: false);
    public static readonly Refusal WrongClock = new("wrong-clock", StatusCodes.Status401Unauthorized, "The time of signing is too far from ours.", MayPass: true);
    public static readonly Refusal NotJson = new("content-type", StatusCodes.Status415UnsupportedMediaType, "Send application/json in UTF-8, not compressed.", MayPass: false);
    public static readonly Refusal TooLarge = new("too-large", StatusCodes.Status413PayloadTooLarge, $"At most {MostBytes} bytes are accepted.", MayPass: false);
    public static readonly Refusal Malformed = new("malformed", StatusCodes.Status400BadRequest, "The body is not JSON.", MayPass: false);
    public static readonly Refusal TooDeep = new("too-deep", StatusCodes.Status400BadRequest, $"The body is nested deeper than {MostLevels} levels.", MayPass: false);
    public static readonly Refusal Unreadable = new("unreadable", StatusCodes.Status400BadRequest, "The body could not be read.", MayPass: true);
    public static readonly Refusal NotTaken = new("not-taken", StatusCodes.Status404NotFound, "This vendor's connector takes no such deliveries.", MayPass: false);

    private static readonly TimeSpan Later = TimeSpan.FromSeconds(60);

    /// <summary>The answer. What may pass is told to come again where the vendor takes any 4xx for the last word.</summary>
    public ProblemHttpResult Answer(bool clientErrorsAreFinal) =>
        clientErrorsAreFinal && MayPass ? Problem.Unavailable("a setting that is not there yet", Later)
        : Status == StatusCodes.Status413PayloadTooLarge ? Problem.TooLarge(MostBytes)
        : Problem.Of(Status, Detail);
}
