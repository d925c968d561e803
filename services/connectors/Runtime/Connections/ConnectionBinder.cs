using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Mapping;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Outbound;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>Makes the connector of one connection.</summary>
internal delegate IPmsConnector ConnectorFactory(ConnectorContext context);

/// <summary>Makes a configured connection usable: checks its settings and gives it its account, limits, tokens and connector.</summary>
internal sealed class ConnectionBinder(
    ConnectorDescriptor descriptor, ConnectorFactory connect, IHttpClientFactory clients, NpgsqlDataSource database,
    PersonalDataProtector protector, ICredentialSealer sealer, HotelDirectory hotels, TrustedEndpoints trusted, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Name of the HTTP client of vendors' own addresses and of those the operator gave.</summary>
    public const string ClientName = "vendor";

    /// <summary>Name of the HTTP client of addresses that tenants gave: it connects to public addresses only.</summary>
    public const string GuardedClientName = "vendor-of-tenant";

    /// <summary>Binds a connection; gives the one that is bound when that is equal, with its limits, circuit and workers.</summary>
    /// <exception cref="InvalidOperationException">Lists everything wrong with it.</exception>
    /// <exception cref="CryptographicException">Its credentials cannot be opened here.</exception>
    public BoundConnection Bind(Connection connection, BoundConnection? bound)
    {
        var hotel = hotels.Find(connection.HotelId)
            ?? throw new InvalidOperationException($"Connection {connection.Id} belongs to hotel {connection.HotelId}, which is not known.");
        connection = Opened(connection);
        var print = PrintOf(connection, hotel);
        return bound is not null && string.Equals(bound.Print, print, StringComparison.Ordinal) ? bound : Bind(connection, hotel, print);
    }

    private BoundConnection Bind(Connection connection, Hotel hotel, string print)
    {
        var hotelSettings = new HotelSettings(hotels.TimeZoneOf(hotel.Id), hotel.Currency) { Overrides = OverridesOf(connection) };
        var opened = Open(connection, hotelSettings, MostRetriesOf(connection), VendorAccount.UsualWaits);
        return new BoundConnection
        {
            Connection = connection,
            Hotel = hotel,
            HotelSettings = hotelSettings with { Settings = opened.Settings },
            Descriptor = descriptor,
            Account = opened.Account,
            Print = print,
            Connector = opened.Connector,
            Entities = EntitiesOf(connection, opened.Connector),
        };
    }

    /// <summary>The connector of a connection that is to be tried once: it waits for nothing and repeats nothing, and its limits are those of the account.</summary>
    /// <exception cref="InvalidOperationException">Lists everything wrong with it.</exception>
    public IPmsConnector Try(Connection connection, HotelSettings hotel) => Open(connection, hotel, mostRetries: 0, mostWaits: 0).Connector;

    private Ready Open(Connection connection, HotelSettings hotel, int mostRetries, int mostWaits)
    {
        var (settings, problems) = ConnectionCheck.Check(connection, descriptor);
        if (problems.Count > 0)
            throw new InvalidOperationException($"Connection {connection.Id} cannot be used. {string.Join(" ", problems)}");

        var endpoint = connection.Endpoint ?? descriptor.DefaultEndpoint;
        var isGuarded = connection is { IsTenants: true, Endpoint: not null } && !trusted.Has(endpoint);
        if (isGuarded && !string.Equals(endpoint.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            throw new InvalidOperationException($"Connection {connection.Id} cannot be used. Its endpoint must be https.");
        var accountKey = KeyOf(endpoint, settings);
        var logger = loggers.CreateLogger<VendorHttp>();
        var account = new VendorAccount
        {
            Vendor = descriptor.Slug,
            Endpoint = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri(endpoint.AbsoluteUri + "/"),
            Client = clients.CreateClient(isGuarded ? GuardedClientName : ClientName),
            StaysAtEndpoint = isGuarded,
            RequestTimeout = descriptor.RequestTimeout,
            MostRetries = mostRetries,
            MostWaits = mostWaits,
            Budget = connection.WithoutLimits ? new UnlimitedRateBudget(time) : BudgetOf(accountKey, endpoint),
            Availability = new VendorAvailability(connection.Id, time, logger),
            Tokens = fetch => new TokenCache(connection.Id, fetch, database, protector, time),
            Time = time,
            Logger = logger,
        };
        var connector = connect(new ConnectorContext { Settings = settings, Hotel = hotel with { Settings = settings }, Http = new VendorHttp(account), Time = time });
        return new Ready(connector, account, settings);
    }

    private sealed record Ready(IPmsConnector Connector, VendorAccount Account, ConnectionSettings Settings);

    private FieldOverrides OverridesOf(Connection connection)
    {
        if (connection.FieldOverrides.Count > 0 && !descriptor.TakesFieldOverrides)
            throw new InvalidOperationException($"Connection {connection.Id} cannot be used. The mapping of {descriptor.Name} is itself a setting: no field is overridden beside it.");
        try
        {
            return FieldOverrides.Of(connection.FieldOverrides);
        }
        catch (InvalidOperationException error)
        {
            throw new InvalidOperationException($"Connection {connection.Id} cannot be used. {error.Message}", error);
        }
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

    private Connection Opened(Connection connection)
    {
        if (connection.SealedSettings.Count == 0)
            return connection;

        var settings = new Dictionary<string, string>(connection.Settings, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, cipher) in connection.SealedSettings)
            settings[name] = sealer.Unseal(connection.Id, name, cipher);
        return connection with { Settings = settings, SealedSettings = new Dictionary<string, string>(StringComparer.Ordinal) };
    }

    /// <summary>A keyed fingerprint of everything a worker depends on.</summary>
    private string PrintOf(Connection connection, Hotel hotel)
    {
        string[] parts =
        [
            connection.Id, hotel.ToString(), connection.Endpoint?.AbsoluteUri ?? "", connection.IsTenants ? "tenant's" : "", connection.WithoutLimits ? "unlimited" : "",
            .. Sorted(connection.Settings), "schedules", .. Sorted(connection.Schedules), "days", .. Sorted(connection.LookAheadDays),
            "reads", .. Sorted(connection.Reads), "retries", .. Sorted(connection.Retries), "entities", .. connection.Entities ?? ["all"],
            "overrides", .. connection.FieldOverrides.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => $"{rule.Key}={JsonSerializer.Serialize(rule.Value, ContractsJson.Default.FieldOverride)}"),
        ];
        return Convert.ToHexStringLower(protector.BlindIndex(hotel.Id, "connection", string.Join('\n', parts.Select(part => $"{part.Length}:{part}"))));
    }

    private static IEnumerable<string> Sorted<T>(IReadOnlyDictionary<string, T> values) =>
        values.OrderBy(value => value.Key, StringComparer.OrdinalIgnoreCase)
            .Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key.ToUpperInvariant()}={value.Value}"));

    private static int MostRetriesOf(Connection connection) =>
        connection.Retries.TryGetValue("most", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? Math.Min(most, 10) : 3;

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
