using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>The vendor tells of changes by itself.</summary>
public interface IReceivesWebhooks
{
    /// <summary>How its deliveries prove who sent them, and what it takes for an answer.</summary>
    static abstract WebhookScheme Webhooks { get; }

    /// <summary>
    /// Reads a delivery whose sender is proven. Pure: no call, no clock. Events it does not know are <see cref="WebhookReading.Ignored"/>, not errors.
    /// </summary>
    /// <exception cref="MappingException">The body is not what the vendor documents; it goes to quarantine and can be replayed.</exception>
    static abstract WebhookReading Read(WebhookDelivery delivery, HotelSettings hotel);
}

/// <summary>The vendor's deliveries bring whole records to which something must be joined that is kept elsewhere at the vendor, as in the feeds.</summary>
public interface ICompletesDeliveries
{
    /// <summary>
    /// Maps the records of a delivery anew, whole. Called for deliveries whose <see cref="WebhookReading.Records"/> are not empty. What it needs is mostly
    /// kept from reads before, so that most deliveries cost no call.
    /// </summary>
    /// <exception cref="MappingException">The body is not what the vendor documents.</exception>
    /// <exception cref="Http.VendorException">What is to be joined could not be read.</exception>
    Task<MappedRecords> CompleteAsync(WebhookDelivery delivery, CancellationToken cancellationToken);
}

/// <summary>One delivery as it came.</summary>
/// <param name="Body">UTF-8 JSON of at most 1 MiB and 64 levels.</param>
/// <param name="Headers">Request headers, names without regard to case.</param>
public sealed record WebhookDelivery(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>What a delivery says.</summary>
public sealed record WebhookReading
{
    /// <summary>The vendor's id of the delivery, by which a repeated one is recognised. Null where it gives none; the body's hash serves then.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>Records that were complete in the delivery, and those in it that could not be mapped.</summary>
    public MappedRecords Records { get; init; } = new();

    /// <summary>Records of which the vendor sent the id only: the runtime fetches them, each once however often it was named meanwhile.</summary>
    public IReadOnlyList<NamedRecord> Named { get; init; } = [];

    /// <summary>Why nothing follows from the delivery, for an operator; null when something does.</summary>
    public string? Ignored { get; init; }

    /// <summary>
    /// Whether the delivery is about another account at the vendor than the connection's. It is answered like any other and kept nowhere: vendors that know
    /// one address for all accounts of a partner send everything to everybody.
    /// </summary>
    public bool OfAnotherAccount { get; init; }

    /// <summary>A test or handshake that is answered at once with this text and kept nowhere; null for a real delivery.</summary>
    public WebhookReply? Reply { get; init; }
}

/// <summary>A record of which the id is known.</summary>
/// <param name="Entity">What it is.</param>
/// <param name="ExternalId">The vendor's id.</param>
public readonly record struct NamedRecord(EntityKind Entity, string ExternalId);

/// <summary>An answer a vendor expects in place of an empty 202.</summary>
/// <param name="ContentType">As in <c>text/plain</c>.</param>
/// <param name="Body">The text.</param>
public sealed record WebhookReply(string ContentType, string Body);

/// <summary>How a vendor's deliveries are checked.</summary>
public sealed record WebhookScheme
{
    /// <summary>How the sender is proven.</summary>
    public required WebhookProof Proof { get; init; }

    /// <summary>
    /// Whether the vendor never sends again what was answered 4xx. Then a condition that may pass (unknown connection, wrong clock, missing secret) is
    /// answered 503 instead.
    /// </summary>
    public bool ClientErrorsAreFinal { get; init; }
}

/// <summary>How the sender of a delivery is proven. Every comparison takes the same time however much of it fits.</summary>
public abstract record WebhookProof
{
    private WebhookProof()
    {
    }

    /// <summary>Nothing but the address, which nobody can guess: a token of the connection is its last segment.</summary>
    public sealed record Address : WebhookProof;

    /// <summary>HTTP Basic, with user and password in two settings of the connection, beside the token in the address.</summary>
    /// <param name="UserSetting">Setting with the user name.</param>
    /// <param name="PasswordSetting">Setting with the password.</param>
    public sealed record Basic(string UserSetting, string PasswordSetting) : WebhookProof;

    /// <summary>A shared secret sent as it is.</summary>
    /// <param name="Header">The header it comes in.</param>
    /// <param name="Setting">Setting with the secret.</param>
    public sealed record SharedToken(string Header, string Setting) : WebhookProof;

    /// <summary>HMAC-SHA256 of the body, or of timestamp and body.</summary>
    /// <param name="Header">Header with the signature, hexadecimal or Base64; a prefix such as <c>sha256=</c> or <c>v1,</c> may precede it.</param>
    /// <param name="Setting">Setting with the secret.</param>
    public sealed record Hmac(string Header, string Setting) : WebhookProof
    {
        /// <summary>Header with the time of signing in seconds since 1970; null when none is signed.</summary>
        public string? TimestampHeader { get; init; }

        /// <summary>Makes what is signed of id, timestamp and body: <c>{id}.{timestamp}.{body}</c> in Standard Webhooks. Null: the body alone.</summary>
        public string? SignedText { get; init; }

        /// <summary>Header with the delivery's id, for <see cref="SignedText"/>; null when it has none.</summary>
        public string? IdHeader { get; init; }

        /// <summary>How far the time of signing may be from ours.</summary>
        public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);
    }
}
