using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Makes the connector of one connection.</summary>
internal delegate IPmsConnector ConnectorFactory(ConnectorContext context);

/// <summary>Makes a configured connection usable: checks its settings and gives it its account, limits, tokens and connector.</summary>
internal sealed class ConnectionBinder(
    ConnectorDescriptor descriptor, ConnectorFactory connect, IHttpClientFactory clients, NpgsqlDataSource database,
    PersonalDataProtector protector, HotelDirectory hotels, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Name of the HTTP client that all vendor calls use.</summary>
    public const string ClientName = "vendor";

    /// <summary>Binds a connection. Throws <see cref="InvalidOperationException"/> that lists everything wrong with it.</summary>
    public BoundConnection Bind(Connection connection)
    {
        var hotel = hotels.Find(connection.HotelId)
            ?? throw new InvalidOperationException($"Connection {connection.Id} belongs to hotel {connection.HotelId}, which is not known.");
        var (settings, problems) = ConnectionCheck.Check(connection, descriptor);
        if (problems.Count > 0)
            throw new InvalidOperationException($"Connection {connection.Id} cannot be used. {string.Join(" ", problems)}");

        var endpoint = connection.Endpoint ?? descriptor.DefaultEndpoint;
        var accountKey = KeyOf(endpoint, settings);
        var logger = loggers.CreateLogger<VendorHttp>();
        var account = new VendorAccount
        {
            Vendor = descriptor.Slug,
            Endpoint = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri(endpoint.AbsoluteUri + "/"),
            Client = clients.CreateClient(ClientName),
            RequestTimeout = descriptor.RequestTimeout,
            Budget = connection.WithoutLimits ? new UnlimitedRateBudget(time) : BudgetOf(accountKey, endpoint),
            Availability = new VendorAvailability(connection.Id, time, logger),
            Tokens = fetch => new TokenCache(connection.Id, fetch, database, protector, time),
            Time = time,
            Logger = logger,
        };
        var hotelSettings = new HotelSettings(hotels.TimeZoneOf(hotel.Id), hotel.Currency) { Settings = settings };
        var connector = connect(new ConnectorContext { Settings = settings, Hotel = hotelSettings, Http = new VendorHttp(account), Time = time });
        return new BoundConnection
        {
            Connection = connection,
            Hotel = hotel,
            HotelSettings = hotelSettings,
            Descriptor = descriptor,
            Account = account,
            Connector = connector,
            Entities = EntitiesOf(connection, connector),
        };
    }

    private SyncedEntities EntitiesOf(Connection connection, IPmsConnector connector)
    {
        try
        {
            return SyncedEntities.Of(connection.Entities, connector, descriptor.Name);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"Connection {connection.Id} cannot be used. {error.Message}", error);
        }
    }

    private PostgresRateBudget BudgetOf(string accountKey, Uri endpoint)
    {
        var windows = descriptor.Limits
            .Select(window => (window.Scope == RateScope.Account ? accountKey : $"address {endpoint.Authority}", window))
            .ToList();
        return new PostgresRateBudget(database, windows, accountKey, descriptor.RequestTimeout, time);
    }

    /// <summary>Tells one vendor account from another without keeping what tells them apart: account settings may be credentials.</summary>
    private string KeyOf(Uri endpoint, ConnectionSettings settings)
    {
        var parts = descriptor.AccountSettings.Select(settings.Get).Prepend(endpoint.AbsoluteUri);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return $"account {Convert.ToHexStringLower(digest.AsSpan(0, 12))}";
    }
}
