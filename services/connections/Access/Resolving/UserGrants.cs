using Npgsql;
using PmsPlatform.Connections.Access.SignIn;
using PmsPlatform.Contracts.Access;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access.Resolving;

/// <summary>What a signed-in user's token opens: nothing once the sign-in has ended, the password is another one or the user is disabled.</summary>
internal sealed class UserGrants(NpgsqlDataSource database, TimeProvider time)
{
    private const string Find = """
        SELECT usr.user_id, usr.organization_id, given.role, given.hotel_id IS NULL AS is_whole, hotel.hotel_id, hotel.slug
        FROM access_user usr
        JOIN session ON session.user_id = usr.user_id AND session.session_id = $2 AND session.ended_at IS NULL AND session.expires_at > $4
        LEFT JOIN role_grant given ON given.user_id = usr.user_id
        LEFT JOIN hotel ON hotel.organization_id = usr.organization_id AND (given.hotel_id IS NULL OR given.hotel_id = hotel.hotel_id) AND given.role IS NOT NULL
        WHERE usr.user_id = $1 AND usr.security_stamp = $3 AND NOT usr.is_disabled
        ORDER BY hotel.hotel_id
        """;

    public async Task<AccessGrant?> FindAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ticket.UserId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ticket.SessionId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ticket.Stamp });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });

        string? organization = null;
        var whole = Permission.None;
        Dictionary<string, (string Slug, Permission Permissions)> hotels = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            organization = reader.GetString(1);
            if (await reader.IsDBNullAsync(2, cancellationToken) || !Enum.TryParse<Role>(reader.GetString(2), out var role))
                continue;

            var granted = Permissions.Of(role);
            if (reader.GetBoolean(3))
                whole |= granted;
            if (!await reader.IsDBNullAsync(4, cancellationToken))
                hotels[reader.GetString(4)] = (reader.GetString(5), granted | hotels.GetValueOrDefault(reader.GetString(4)).Permissions);
        }

        return organization is null ? null : new AccessGrant
        {
            Kind = "User",
            Id = ticket.UserId,
            Subject = ticket.UserId,
            OrganizationId = organization,
            OrganizationPermissions = Permissions.NamesOf(whole),
            Hotels =
            [
                .. hotels.Where(hotel => hotel.Value.Permissions is not Permission.None).OrderBy(hotel => hotel.Key, StringComparer.Ordinal)
                    .Select(hotel => new HotelGrant { HotelId = hotel.Key, Slug = hotel.Value.Slug, Permissions = Permissions.NamesOf(hotel.Value.Permissions) }),
            ],
            ExpiresAt = ticket.ExpiresAt,
        };
    }
}
