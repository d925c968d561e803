using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server. With <c>ConnectionStrings:NAME</c> in configuration that server is used and none is started.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ParameterResource secret = password?.Resource ?? ServerPassword.Of(builder, name);
        var server = new PostgresServerResource(name, userName?.Resource, secret);
        if (builder.Configuration["ConnectionStrings:" + name] is { Length: > 0 } outside)
        {
            server.Outside = new OutsidePostgres(outside);
        }

        return builder.AddResource(server).With(new EndpointFact("tcp", "tcp") { Host = "127.0.0.1", WantedPort = port });
    }

    /// <summary>Adds a database, made when the server has none of that name. With <c>ConnectionStrings:NAME</c> in configuration that one is used.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource)
        {
            Outside = builder.ApplicationBuilder.Configuration["ConnectionStrings:" + name] is { Length: > 0 } outside ? outside : null,
        };
        return builder.ApplicationBuilder.AddResource(database);
    }

    /// <summary>Keeps the data from run to run, here in the runner's folder; without it every run starts empty.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => ServerData.Keep(builder, name, isReadOnly);
}
