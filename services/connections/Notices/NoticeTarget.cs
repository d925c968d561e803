namespace PmsPlatform.Connections.Notices;

/// <summary>How a notice travels.</summary>
internal enum NoticeChannel
{
    /// <summary>A signed POST, as Standard Webhooks says.</summary>
    Webhook,

    /// <summary>An e-mail.</summary>
    Email,
}

/// <summary>Who is told when something needs a human.</summary>
internal sealed class NoticeTarget : IVersioned
{
    public required string TargetId { get; init; }

    public required string OrganizationId { get; init; }

    /// <summary>Null for all hotels of the organisation, and for what is about none.</summary>
    public string? HotelId { get; init; }

    public required NoticeChannel Kind { get; init; }

    /// <summary>A web address or an e-mail address.</summary>
    public required string Address { get; set; }

    /// <summary>What signs webhooks, encrypted and bound to the target; null for e-mail.</summary>
    public byte[]? SealedSecret { get; set; }

    /// <summary>Which kinds of notices, as in <c>write-back-failed</c>; null for all.</summary>
    public List<string>? NoticeKinds { get; set; }

    public bool IsEnabled { get; set; } = true;

    public long Version { get; set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }
}

/// <summary>Something that needed a human. Without secrets and personal data.</summary>
internal sealed class Notice
{
    public required Guid NoticeId { get; init; }

    public required string OrganizationId { get; init; }

    public string? HotelId { get; init; }

    public string? ConnectionId { get; init; }

    /// <summary>Bounded kind, as in <c>connection-error</c>.</summary>
    public required string Kind { get; init; }

    public required string Summary { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>What makes it the same when its event comes again.</summary>
    public required string Once { get; init; }

    public List<NoticeDelivery> Deliveries { get; } = [];
}

/// <summary>One notice on its way to one target.</summary>
internal sealed class NoticeDelivery
{
    public required Guid NoticeId { get; init; }

    public required string TargetId { get; init; }

    public required string OrganizationId { get; init; }

    public string? HotelId { get; init; }

    /// <summary>Waiting, Sent or Failed.</summary>
    public required string State { get; init; }

    public int Attempts { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public string? LastError { get; init; }
}
