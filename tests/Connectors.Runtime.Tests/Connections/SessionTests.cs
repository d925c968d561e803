using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Tests.Sync;

namespace PmsPlatform.Connectors.Runtime.Tests.Connections;

/// <summary>How many sessions of the database a connector may have.</summary>
public sealed class SessionTests
{
    [Theory]
    [InlineData("Host=db;Database=connectors", 8)]
    [InlineData("Host=db;Database=connectors;Minimum Pool Size=2", 8)]
    [InlineData("Host=db;Database=connectors;Minimum Pool Size=12", 12)]
    [InlineData("Host=db;Database=connectors;MaxPoolSize=30", 30)]
    public async Task It_has_few_where_the_connection_string_does_not_say(string connectionString, int most)
    {
        await using var app = ConnectorHost.Build<ScriptConnector>([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(TestKeys.Configuration, StringComparer.Ordinal)
            {
                ["ConnectionStrings:connectors"] = connectionString,
                ["ConnectionStrings:messaging"] = "amqp://guest:guest@broker/",
            });
            builder.Logging.ClearProviders();
        });

        var text = new NpgsqlConnectionStringBuilder(app.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal(most, text.MaxPoolSize);
    }
}
