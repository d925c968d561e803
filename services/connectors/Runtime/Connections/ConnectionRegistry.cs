using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>
/// The connections this process serves, as they are now. One that cannot be used is left out and said so; it does not keep the others from working. One
/// that did not change stays the same object, whoever works for it goes on.
/// </summary>
internal sealed partial class ConnectionRegistry(
    IConnectionSource source, ConnectionBinder binder, ConnectorDescriptor descriptor, ILogger<ConnectionRegistry> logger) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile State _state = new(FrozenDictionary<string, BoundConnection>.Empty, 0);

    /// <summary>All usable connections.</summary>
    public IReadOnlyCollection<BoundConnection> All => _state.Connections.Values;

    /// <summary>Grows with every change: what was derived from the connections before is derived anew.</summary>
    public int Generation => _state.Generation;

    /// <summary>Ends when the connections change; then it is another one. Take it before reading, so that no change is missed.</summary>
    public Task Changed => _state.Replaced.Task;

    /// <summary>True when the credentials of a connection could not be opened at the last load.</summary>
    public bool HasSealed { get; private set; }

    /// <summary>The connection of this id; null when it is not served.</summary>
    public BoundConnection? Find(string connectionId) => _state.Connections.GetValueOrDefault(connectionId);

    /// <summary>The connections of some hotels.</summary>
    public IEnumerable<BoundConnection> OfHotels(IReadOnlyList<string> hotelIds) =>
        All.Where(connection => hotelIds.Contains(connection.Hotel.Id, StringComparer.Ordinal));

    /// <summary>Reads the connections from their source.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            Take(Bind(await source.ReadAsync(descriptor.Slug, cancellationToken)));
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private Dictionary<string, BoundConnection> Bind(IReadOnlyList<Connection> connections)
    {
        var bound = new Dictionary<string, BoundConnection>(StringComparer.Ordinal);
        HasSealed = false;
        foreach (var connection in connections)
        {
            try
            {
                bound.Add(connection.Id, binder.Bind(connection, Find(connection.Id)));
            }
            catch (Exception error) when (error is InvalidOperationException or ArgumentException)
            {
                Log.Unusable(logger, connection.Id, error.Message);
            }
            catch (CryptographicException error)
            {
                // Most often a key that arrives in a moment: what worked until now goes on.
                HasSealed = true;
                Log.Sealed(logger, connection.Id, error.GetType().Name);
                if (Find(connection.Id) is { } before)
                    bound.Add(connection.Id, before);
            }
        }

        return bound;
    }

    private void Take(Dictionary<string, BoundConnection> bound)
    {
        var before = _state;
        if (before.Generation > 0 && before.Connections.Count == bound.Count && bound.All(entry => ReferenceEquals(Find(entry.Key), entry.Value)))
            return;

        _state = new State(bound.ToFrozenDictionary(StringComparer.Ordinal), before.Generation + 1);
        before.Replaced.SetResult();
    }

    private sealed record State(FrozenDictionary<string, BoundConnection> Connections, int Generation)
    {
        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Connection {ConnectionId} is not served: {Reason}")]
        public static partial void Unusable(ILogger logger, string connectionId, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "The credentials of connection {ConnectionId} cannot be opened here ({Fault}); it is tried again")]
        public static partial void Sealed(ILogger logger, string connectionId, string fault);
    }
}
