using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>The connections this process serves. One that cannot be used is left out and said so; it does not keep the others from working.</summary>
internal sealed partial class ConnectionRegistry(
    IConnectionSource source, ConnectionBinder binder, ConnectorDescriptor descriptor, ILogger<ConnectionRegistry> logger)
{
    private FrozenDictionary<string, BoundConnection> _connections = FrozenDictionary<string, BoundConnection>.Empty;

    /// <summary>All usable connections.</summary>
    public IReadOnlyCollection<BoundConnection> All => _connections.Values;

    /// <summary>Grows with every load: what was derived from the connections before is derived anew.</summary>
    public int Generation { get; private set; }

    /// <summary>The connection of this id; null when it is not served.</summary>
    public BoundConnection? Find(string connectionId) => _connections.GetValueOrDefault(connectionId);

    /// <summary>The connections of some hotels.</summary>
    public IEnumerable<BoundConnection> OfHotels(IReadOnlyList<string> hotelIds) =>
        _connections.Values.Where(connection => hotelIds.Contains(connection.Hotel.Id, StringComparer.Ordinal));

    /// <summary>Reads the connections from their source.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var bound = new Dictionary<string, BoundConnection>(StringComparer.Ordinal);
        foreach (var connection in await source.ReadAsync(descriptor.Slug, cancellationToken))
        {
            try
            {
                bound.Add(connection.Id, binder.Bind(connection));
            }
            catch (Exception error) when (error is InvalidOperationException or ArgumentException)
            {
                Log.Unusable(logger, connection.Id, error.Message);
            }
        }

        _connections = bound.ToFrozenDictionary(StringComparer.Ordinal);
        Generation++;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Connection {ConnectionId} is not served: {Reason}")]
        public static partial void Unusable(ILogger logger, string connectionId, string reason);
    }
}
