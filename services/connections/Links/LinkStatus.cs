using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connections.Links;

/// <summary>What the connector reports of a link. Table <c>connection_status</c>.</summary>
internal sealed class LinkStatus
{
    public required string ConnectionId { get; init; }

    /// <summary>Pending, Active or Error; whether the link is switched off is the link's own business.</summary>
    public ConnectionState State { get; set; } = ConnectionState.Pending;

    /// <summary>When the connector came to that state.</summary>
    public DateTimeOffset? StateAt { get; set; }

    /// <summary>End of the last run that succeeded.</summary>
    public DateTimeOffset? LastSyncedAt { get; set; }

    /// <summary>One sentence, without secrets and personal data; null when the last run succeeded.</summary>
    public string? LastError { get; set; }

    public DateTimeOffset? LastErrorAt { get; set; }
}
