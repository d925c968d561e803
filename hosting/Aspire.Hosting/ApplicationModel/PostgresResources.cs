using PmsPlatform.LocalRunner.Building;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server: a local one, or an outside one when <c>ConnectionStrings:NAME</c> is configured.</summary>
public class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    private const string DefaultUserName = "postgres";

    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        UserNameParameter = userName;
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, "tcp");
    }

    public EndpointReference PrimaryEndpoint { get; }

    public ParameterResource? UserNameParameter { get; }

    public ParameterResource PasswordParameter { get; }

    public ReferenceExpression UserNameReference =>
        UserNameParameter is null ? ReferenceExpression.Literal(DefaultUserName) : ReferenceExpression.Create($"{UserNameParameter}");

    public ReferenceExpression ConnectionStringExpression => Outside is { } outside
        ? ReferenceExpression.Literal(outside.ConnectionString)
        : ReferenceExpression.Create(
            $"Host={Part(EndpointProperty.Host)};Port={Part(EndpointProperty.Port)};Username={UserNameReference};Password={PasswordParameter}");

    public ReferenceExpression UriExpression => Address(database: "");

    internal OutsidePostgres? Outside { get; set; }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => Properties(null);

    internal IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(string? database)
    {
        if (Outside is { } outside)
        {
            return outside.Properties(database);
        }

        string path = database is null ? "" : "/" + Uri.EscapeDataString(database);
        List<KeyValuePair<string, ReferenceExpression>> properties =
        [
            new("Host", ReferenceExpression.Create($"{Part(EndpointProperty.Host)}")),
            new("Port", ReferenceExpression.Create($"{Part(EndpointProperty.Port)}")),
            new("Username", UserNameReference),
            new("Password", ReferenceExpression.Create($"{PasswordParameter}")),
            new("Uri", Address(path)),
            new("JdbcConnectionString", ReferenceExpression.Create($"jdbc:postgresql://{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}{path}")),
        ];
        if (database is not null)
        {
            properties.Add(new("DatabaseName", ReferenceExpression.Literal(database)));
        }

        return properties;
    }

    internal ReferenceExpression Address(string database) => Outside is { } outside
        ? ReferenceExpression.Literal(outside.Address(database))
        : ReferenceExpression.Create(
            $"postgresql://{new UriEscaped(UserNameReference)}:{new UriEscaped(PasswordParameter)}@{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}{database}");

    private EndpointReferenceExpression Part(EndpointProperty property) => PrimaryEndpoint.Property(property);
}

/// <summary>A database of a PostgreSQL server; made when it does not exist.</summary>
public class PostgresDatabaseResource : Resource, IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    public PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
        : base(name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(databaseName);
        ArgumentNullException.ThrowIfNull(postgresParentResource);
        DatabaseName = databaseName;
        Parent = postgresParentResource;
    }

    public PostgresServerResource Parent { get; }

    public string DatabaseName { get; }

    public ReferenceExpression ConnectionStringExpression => Outside is { } outside
        ? ReferenceExpression.Literal(outside)
        : Parent.Outside is { } server
            ? ReferenceExpression.Literal(server.ConnectionStringOf(DatabaseName))
            : ReferenceExpression.Create($"{Parent.ConnectionStringExpression};Database={DatabaseName}");

    /// <summary>Connection string of a database that exists elsewhere.</summary>
    internal string? Outside { get; set; }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        Outside is null ? Parent.Properties(DatabaseName) : new OutsidePostgres(Outside).Properties(DatabaseName);
}
