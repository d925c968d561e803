using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace PmsPlatform.LocalRunner.Building;

/// <summary>A PostgreSQL server that runs elsewhere, described by its connection string.</summary>
internal sealed class OutsidePostgres(string connectionString)
{
    private readonly NpgsqlConnectionStringBuilder _parts = new(connectionString);

    public string ConnectionString => connectionString;

    public string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;

    public string Address(string path) => string.Create(
        CultureInfo.InvariantCulture,
        $"postgresql://{Uri.EscapeDataString(_parts.Username ?? "")}:{Uri.EscapeDataString(_parts.Password ?? "")}@{_parts.Host}:{_parts.Port}{path}");

    public IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(string? database)
    {
        string path = database is null ? "" : "/" + Uri.EscapeDataString(database);
        Dictionary<string, string> properties = new(StringComparer.Ordinal)
        {
            ["Host"] = _parts.Host ?? "",
            ["Port"] = _parts.Port.ToString(CultureInfo.InvariantCulture),
            ["Username"] = _parts.Username ?? "",
            ["Password"] = _parts.Password ?? "",
            ["Uri"] = Address(path),
            ["JdbcConnectionString"] = string.Create(CultureInfo.InvariantCulture, $"jdbc:postgresql://{_parts.Host}:{_parts.Port}{path}"),
        };
        if (database is not null)
        {
            properties["DatabaseName"] = database;
        }

        return properties.Select(property => KeyValuePair.Create(property.Key, ReferenceExpression.Literal(property.Value)));
    }
}

/// <summary>A RabbitMQ broker that runs elsewhere, described by its URI.</summary>
internal static class OutsideRabbitMq
{
    private const int DefaultPort = 5672;

    public static IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(string address)
    {
        var uri = new Uri(address);
        string[] user = uri.UserInfo.Split(':', 2);
        int port = uri.IsDefaultPort || uri.Port < 0 ? DefaultPort : uri.Port;
        return
        [
            new("Host", ReferenceExpression.Literal(uri.Host)),
            new("Port", ReferenceExpression.Literal(port.ToString(CultureInfo.InvariantCulture))),
            new("Username", ReferenceExpression.Literal(Uri.UnescapeDataString(user[0]))),
            new("Password", ReferenceExpression.Literal(user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "")),
            new("Uri", ReferenceExpression.Literal(address)),
        ];
    }
}
