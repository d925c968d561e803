using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Npgsql;
using PmsPlatform.LocalRunner.Building;
using PmsPlatform.LocalServers;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalRunner.Running;

internal sealed class PostgresRun(PostgresServerResource resource, string id, RunContext context) : ServerRun(resource, id, context)
{
    protected override bool IsOutside => resource.Outside is not null;

    protected override async Task<StartedServer> StartServerAsync(string dataFolder, Action<string> output, CancellationToken stopping)
    {
        PostgresServer server = await PostgresServer.StartAsync(
            new PostgresServerOptions
            {
                DataFolder = dataFolder,
                Port = resource.PrimaryEndpoint.Endpoint.PublicPort,
                UserName = await resource.UserNameReference.GetValueAsync(stopping).ConfigureAwait(false) ?? "",
                Password = await resource.PasswordParameter.GetValueAsync(stopping).ConfigureAwait(false) ?? "",
                Output = output,
            },
            stopping).ConfigureAwait(false);
        return new StartedServer(server.Process, server.Exited, server.StopAsync, server);
    }

    protected override async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        string? connectionString = await ((IResourceWithConnectionString)resource).GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }
}

internal sealed class RabbitMqRun(RabbitMQServerResource resource, string id, RunContext context) : ServerRun(resource, id, context)
{
    protected override bool IsOutside => resource.Outside is not null;

    protected override async Task<StartedServer> StartServerAsync(string dataFolder, Action<string> output, CancellationToken stopping)
    {
        EndpointFact? management = resource.Annotations.OfType<EndpointFact>().FirstOrDefault(endpoint => endpoint.Name == "management");
        RabbitMqServer server = await RabbitMqServer.StartAsync(
            new RabbitMqServerOptions
            {
                DataFolder = dataFolder,
                Port = resource.PrimaryEndpoint.Endpoint.PublicPort,
                Management = management is not null,
                ManagementPort = management?.PublicPort,
                UserName = await resource.UserNameReference.GetValueAsync(stopping).ConfigureAwait(false) ?? "",
                Password = await resource.PasswordParameter.GetValueAsync(stopping).ConfigureAwait(false) ?? "",
                Output = output,
            },
            stopping).ConfigureAwait(false);
        return new StartedServer(server.Process, server.Exited, server.StopAsync, server);
    }

    protected override async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        // It has accepted a login when it was started; from then on an open port is enough, and leaves no login in its log.
        var address = new Uri((await resource.UriExpression.GetValueAsync(cancellationToken).ConfigureAwait(false))!);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port > 0 ? address.Port : 5672, cancellationToken).ConfigureAwait(false);
        return null;
    }
}

internal sealed record StartedServer(ProcessIdentity Process, Task<int> Exited, Func<CancellationToken, Task> StopAsync, IAsyncDisposable Owner);
