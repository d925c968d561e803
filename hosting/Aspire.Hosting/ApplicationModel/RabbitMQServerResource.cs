using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A RabbitMQ broker: a local one, or an outside one when <c>ConnectionStrings:NAME</c> is configured.</summary>
public class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString
{
    private const string DefaultUserName = "guest";

    public RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        UserNameParameter = userName;
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, "tcp");
        ManagementEndpoint = new EndpointReference(this, "management");
    }

    public EndpointReference PrimaryEndpoint { get; }

    public EndpointReference ManagementEndpoint { get; }

    public ParameterResource? UserNameParameter { get; }

    public ParameterResource PasswordParameter { get; }

    public ReferenceExpression UserNameReference =>
        UserNameParameter is null ? ReferenceExpression.Literal(DefaultUserName) : ReferenceExpression.Create($"{UserNameParameter}");

    public ReferenceExpression ConnectionStringExpression => UriExpression;

    public ReferenceExpression UriExpression => Outside is { } outside
        ? ReferenceExpression.Literal(outside)
        : ReferenceExpression.Create(
            $"amqp://{new UriEscaped(UserNameReference)}:{new UriEscaped(PasswordParameter)}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");

    /// <summary>URI of a broker that runs elsewhere.</summary>
    internal string? Outside { get; set; }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => Outside is { } outside
        ? OutsideRabbitMq.Properties(outside)
        :
        [
            new("Host", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}")),
            new("Port", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}")),
            new("Username", UserNameReference),
            new("Password", ReferenceExpression.Create($"{PasswordParameter}")),
            new("Uri", UriExpression),
        ];
}
