using Npgsql;
using PmsPlatform.ServiceDefaults.Privacy;
using PmsPlatform.SyncLedger.Entities;

namespace PmsPlatform.SyncLedger.Privacy;

/// <summary>An item that could not be kept and is about a person.</summary>
internal sealed record RefusedPerson(string Entity, byte[] Digest, DateTimeOffset RefusedAt, byte[] Json);

/// <summary>Finds and deletes refused items that are about a person. There are few of them, and no column says whom they are about: each is opened.</summary>
internal sealed class RefusedPersons(NpgsqlDataSource database, Payloads payloads)
{
    public async Task<List<RefusedPerson>> FindAsync(string hotelId, string connectionId, PersonTrace person, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT entity, digest, refused_at, payload FROM refused_snapshot WHERE hotel_id = $1 AND connection_id = $2 AND entity IN ('booking', 'guest')");
        command.Parameters.Add(Parameter.Text(hotelId));
        command.Parameters.Add(Parameter.Text(connectionId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<RefusedPerson> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var (entity, digest) = (reader.GetString(0), reader.GetFieldValue<byte[]>(1));
            var json = payloads.Open(reader.GetFieldValue<byte[]>(3), EntityNames.FromColumn(entity), hotelId, connectionId, Convert.ToHexStringLower(digest));
            if (person.IsNamedIn(json))
                found.Add(new RefusedPerson(entity, digest, reader.GetFieldValue<DateTimeOffset>(2), json));
        }

        return found;
    }

    public async Task<long> DeleteAsync(string hotelId, string connectionId, PersonTrace person, CancellationToken cancellationToken)
    {
        var found = await FindAsync(hotelId, connectionId, person, cancellationToken);
        if (found.Count == 0)
            return 0;

        await using var command = database.CreateCommand("DELETE FROM refused_snapshot WHERE hotel_id = $1 AND connection_id = $2 AND digest = ANY ($3)");
        command.Parameters.Add(Parameter.Text(hotelId));
        command.Parameters.Add(Parameter.Text(connectionId));
        command.Parameters.Add(Parameter.Array(NpgsqlTypes.NpgsqlDbType.Bytea, found.ConvertAll(item => item.Digest)));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
