using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Access;

/// <summary>
/// Binds every database connection that is opened in a caller's request to that caller: a role without rights of its own, and row-level security on his
/// hotels and organisation. No statement can forget it. What is done for a service or for somebody who signs in is not bound: it is for all of them.
/// </summary>
/// <remarks>The pool takes role and settings back when the connection is returned to it.</remarks>
internal sealed class Tenancy(IHttpContextAccessor http) : DbConnectionInterceptor
{
    private const string Bind = """
        SELECT set_config('pms.hotels', $1, false), set_config('pms.organization', $2, false), set_config('pms.whole', $3, false), set_config('role', 'pms_registry_tenant', false)
        """;

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (http.HttpContext?.Features.Get<CallerIdentity>() is not { Kind: CallerKind.ApiKey or CallerKind.User } caller)
            return;

        await using var command = new NpgsqlCommand(Bind, (NpgsqlConnection)connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = string.Join('\n', caller.HotelIds) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = caller.OrganizationId ?? "" });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = caller.OrganizationGrant is Permission.None ? "false" : "true" });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (http.HttpContext?.Features.Get<CallerIdentity>() is { Kind: CallerKind.ApiKey or CallerKind.User })
            throw new NotSupportedException("Open connections asynchronously: the caller is bound to them on the way.");
    }
}
