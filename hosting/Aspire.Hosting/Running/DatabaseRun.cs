using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>A database: made once its server is healthy, then as healthy as its server.</summary>
internal sealed class DatabaseRun(PostgresDatabaseResource resource, string id, HealthQuestion serverQuestion, RunContext context) : ResourceRun(resource, id, context)
{
    protected override string TypeName => "PostgresDatabase";

    protected override async Task RunAsync(CancellationToken stopping)
    {
        HealthQuestion question = serverQuestion;
        if (resource.Outside is null)
        {
            Publish(snapshot => snapshot with { State = State(KnownResourceStates.Waiting), WaitingFor = [resource.Parent.Name] });
            await Context.Notifications.WaitForResourceHealthyAsync(resource.Parent.Name, stopping).ConfigureAwait(false);
            PublishStarting();
            await CreateAsync(stopping).ConfigureAwait(false);
        }
        else
        {
            question = async cancellationToken =>
            {
                await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(resource.Outside) { Pooling = false }.ConnectionString);
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                return null;
            };
        }

        PublishRunning(process: null, hasChecks: true);
        await new HealthLoop(
            [question],
            Context.Time,
            (status, problem) => Publish(snapshot => snapshot with { HealthStatus = status, Message = problem })).RunAsync(stopping).ConfigureAwait(false);
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        string? server = await ((IResourceWithConnectionString)resource.Parent).GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        var address = new NpgsqlConnectionStringBuilder(server) { Pooling = false };
        address.Database ??= "postgres";
        await using NpgsqlConnection connection = new(address.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand exists = new("SELECT 1 FROM pg_database WHERE datname = @name", connection) { Parameters = { new("name", resource.DatabaseName) } };
        if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        // The name of a database cannot be a parameter; doubling the quotes is the whole escaping of an identifier.
#pragma warning disable CA2100
        await using NpgsqlCommand create = new($"CREATE DATABASE \"{resource.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
#pragma warning restore CA2100
        try
        {
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // Somebody else made it at this moment: what is wanted is there.
        }
    }
}
