using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting;

public static class RabbitMQBuilderExtensions
{
    /// <summary>Adds a RabbitMQ broker. With <c>ConnectionStrings:NAME</c> in configuration that broker is used and none is started.</summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ParameterResource secret = password?.Resource ?? ServerPassword.Of(builder, name);
        var broker = new RabbitMQServerResource(name, userName?.Resource, secret)
        {
            Outside = builder.Configuration["ConnectionStrings:" + name] is { Length: > 0 } outside ? outside : null,
        };
        return builder.AddResource(broker).With(new EndpointFact("tcp", "tcp") { Host = "127.0.0.1", WantedPort = port });
    }

    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithManagementPlugin(port: null);

    /// <summary>Runs the management UI and its HTTP API on a port of its own.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder, int? port) =>
        builder.With(new EndpointFact("management", Uri.UriSchemeHttp) { WantedPort = port, IsExternal = true });

    /// <summary>Keeps queues and messages from run to run, here in the runner's folder; without it every run starts empty.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) => ServerData.Keep(builder, name, isReadOnly);
}
