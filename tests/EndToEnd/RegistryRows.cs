using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace PmsPlatform.EndToEnd;

/// <summary>What the registry holds of the tests' hotels. The first owner comes by the printed link (PlatformOwner); organisations beside his have no way in, so that their rows are made by hand.</summary>
internal static class RegistryRows
{
    private const string Password = "correct horse battery staple";

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

    /// <summary>Somebody with a role, come in by an invitation as everybody after the first owner. Gives the access token.</summary>
    public static async Task<string> PersonAsync(
        HttpClient http, NpgsqlDataSource registry, string organization, string role, string? hotel, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        await using var command = registry.CreateCommand(
            """
            INSERT INTO connections.invitation (invitation_id, organization_id, user_name, hotel_id, role, token_hash, invited_by, created_at, expires_at)
            VALUES (gen_random_uuid(), $1, $2, nullif($3, ''), $4, $5, 'the tests', now(), now() + interval '1 hour')
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organization });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{Guid.NewGuid():N}@example.org" });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hotel ?? "" });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = role });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = SHA256.HashData(Encoding.UTF8.GetBytes(token)) });
        await command.ExecuteNonQueryAsync(cancellationToken);

        using var answer = await http.PostAsJsonAsync("/api/auth/invitations/accept", new { token, password = Password }, cancellationToken);
        var tokens = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, tokens.ToString());
        return tokens.GetProperty("accessToken").GetString()!;
    }
}
