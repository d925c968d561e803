using Npgsql;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>The numbers of the sets a batch writes to: all entities of one kind of one connection are a set. Each is locked until the transaction ends.</summary>
internal sealed class EntitySets
{
    // Guarded, so that a conflict does not use up a number each time.
    private const string Make = """
        INSERT INTO entity_set (hotel_id, connection_id, entity, vendor)
        SELECT i.hotel_id, i.connection_id, $1, i.vendor
        FROM unnest($2, $3, $4) AS i (hotel_id, connection_id, vendor)
        WHERE NOT EXISTS (SELECT FROM entity_set AS s WHERE s.hotel_id = i.hotel_id AND s.connection_id = i.connection_id AND s.entity = $1)
        ON CONFLICT (hotel_id, connection_id, entity) DO NOTHING
        """;

    // In one order everywhere, so that no two batches wait for each other crosswise.
    private const string Lock = """
        SELECT s.set_id, s.hotel_id, s.connection_id
        FROM entity_set AS s
        JOIN unnest($2, $3) AS i (hotel_id, connection_id) ON s.hotel_id = i.hotel_id AND s.connection_id = i.connection_id AND s.entity = $1
        ORDER BY s.set_id
        FOR NO KEY UPDATE OF s
        """;

    private readonly Dictionary<(string HotelId, string ConnectionId), int> _ids = [];

    private EntitySets()
    {
    }

    public int IdOf(Arrival arrival) => _ids[(arrival.Context.HotelId, arrival.Context.ConnectionId)];

    public static async Task<EntitySets> LockAsync(
        NpgsqlConnection connection, EntityKind entity, IEnumerable<Arrival> arrivals, CancellationToken cancellationToken)
    {
        EventContext[] sets = [.. arrivals.Select(arrival => arrival.Context).DistinctBy(context => (context.HotelId, context.ConnectionId))];
        string[] hotels = Array.ConvertAll(sets, set => set.HotelId);
        string[] connections = Array.ConvertAll(sets, set => set.ConnectionId);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Make)
                {
                    Parameters =
                    {
                        Parameter.Text(entity.Column()), Parameter.Texts(hotels), Parameter.Texts(connections),
                        Parameter.Texts(Array.ConvertAll(sets, set => set.Vendor)),
                    },
                },
                new NpgsqlBatchCommand(Lock)
                {
                    Parameters = { Parameter.Text(entity.Column()), Parameter.Texts(hotels), Parameter.Texts(connections) },
                },
            },
        };

        var locked = new EntitySets();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            locked._ids.Add((reader.GetString(1), reader.GetString(2)), reader.GetInt32(0));
        return locked;
    }
}
