using Npgsql;

namespace PmsPlatform.EndToEnd;

/// <summary>What the registry holds of the tests' hotels. The first owner's link is printed to a console that no test reads, so that his rows are made by hand.</summary>
internal static class RegistryRows
{
    /// <summary>Makes an organisation.</summary>
    public static async Task<string> NewOrganizationAsync(NpgsqlDataSource registry, CancellationToken cancellationToken)
    {
        var id = $"org_{Guid.NewGuid():N}";
        await using var command = registry.CreateCommand("INSERT INTO connections.organization (organization_id, name, created_at, changed_at) VALUES ($1, 'Of the tests', now(), now())");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    /// <summary>The organisation of a configured hotel, which is registered when it is not.</summary>
    public static async Task<string> OrganizationOfAsync(NpgsqlDataSource registry, HotelSettings hotel, CancellationToken cancellationToken)
    {
        var made = await NewOrganizationAsync(registry, cancellationToken);
        await using var command = registry.CreateCommand(
            """
            INSERT INTO connections.hotel (hotel_id, organization_id, slug, name, time_zone, currency, created_at, changed_at)
            VALUES ($1, $2, $3, $3, 'Europe/Budapest', 'EUR', now(), now())
            ON CONFLICT (hotel_id) DO UPDATE SET hotel_id = excluded.hotel_id
            RETURNING organization_id
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hotel.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = made });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hotel.Slug });
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
