using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Directory;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Keeps <see cref="ConnectionRegistry"/> current with the registry and with the hotels.</summary>
internal sealed class ConnectionFeed(
    FeedTools tools, FollowedConnections source, ConnectionRegistry connections, HotelDirectory hotels, ConnectorDescriptor descriptor)
    : FeedFollower<ConnectionItem>(tools)
{
    private static readonly TimeSpan NextTry = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    protected override string Kind => "connections";

    protected override string Path => $"/internal/feed/connections?vendor={descriptor.Slug}";

    protected override JsonTypeInfo<FeedAnswer<ConnectionItem>> Json => ContractsJson.Default.ConnectionFeedAnswer;

    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        if (IsFollowing)
            _watching = Task.Run(() => WatchAsync(_stopping.Token), CancellationToken.None);
        return base.StartedAsync(cancellationToken);
    }

    public override async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        await base.StoppingAsync(cancellationToken);
    }

    protected override Task TakeOverAsync(IReadOnlyList<ConnectionItem> items, CancellationToken cancellationToken)
    {
        source.Follow(items);
        return connections.LoadAsync(cancellationToken);
    }

    /// <summary>A connection follows its hotel: its zone, its currency, and that it is known at all. One whose credentials could not be opened is tried again.</summary>
    private async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var changed = hotels.Changed;
            await connections.LoadAsync(stopping);
            await changed.WaitAsync(connections.HasSealed ? NextTry : Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
