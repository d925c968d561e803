using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using PmsPlatform.Connectors.Runtime;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Conformance.Suite;

/// <summary>A vendor's connector service as a process of its own, which can be killed at any moment and started again on the same state.</summary>
internal sealed class ConnectorProcess<TConnector> : IAsyncDisposable
    where TConnector : IPmsConnector
{
    private const string Listening = "Now listening on: ";
    private const string HotelId = "htl_test";

    private readonly Dictionary<string, string?> _configuration;
    private Process? _process;
    private HttpClient? _client;

    private ConnectorProcess(VendorDoor door, Heard heard, Dictionary<string, string?> configuration)
    {
        Door = door;
        Heard = heard;
        Writes = new WriteCalls(() => _client!);
        _configuration = configuration;
    }

    public VendorDoor Door { get; }

    public Heard Heard { get; }

    public WriteCalls Writes { get; }

    /// <summary>Where it serves now; another address after each start.</summary>
    public Uri Url => _client?.BaseAddress ?? throw new InvalidOperationException("The connector does not run.");

    /// <summary>Connection string of its database.</summary>
    public string Database => _configuration["ConnectionStrings:connectors"]!;

    /// <param name="bench">Servers and sandbox.</param>
    /// <param name="hotel">The hotel it is connected to.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="credentials">In place of the hotel's own.</param>
    public static async Task<ConnectorProcess<TConnector>> StartAsync(
        ConformanceBench bench, SandboxHotel hotel, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? credentials = null)
    {
        var amqp = await bench.Servers.FreshVirtualHostAsync(cancellationToken);
        var door = await VendorDoor.OpenAsync(hotel.SandboxUrl, cancellationToken);
        var configuration = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:connectors"] = await bench.ConnectorsDatabaseAsync(TConnector.Descriptor.Slug, cancellationToken),
            ["ConnectionStrings:messaging"] = amqp,
            ["Pms:InternalKey"] = Key(7),
            ["Pms:DataKey"] = Key(11),
            ["Pms:Schedules:Enabled"] = "false",
            ["Pms:Hotels:0:Id"] = HotelId,
            ["Pms:Hotels:0:Slug"] = "test",
            ["Pms:Hotels:0:Name"] = "Test Hotel",
            ["Pms:Hotels:0:TimeZone"] = hotel.Order.TimeZone,
            ["Pms:Hotels:0:Currency"] = hotel.Order.Currency,
            ["Pms:Connections:0:Id"] = "con_test",
            ["Pms:Connections:0:HotelId"] = HotelId,
            ["Pms:Connections:0:Vendor"] = TConnector.Descriptor.Slug,
            ["Pms:Connections:0:Endpoint"] = $"{door.Url}/{hotel.Endpoint}",
            ["Pms:Connections:0:WithoutLimits"] = "true",
        };
        WriteCalls.Hurry(configuration);
        foreach (var (name, value) in credentials ?? hotel.Credentials)
            configuration[$"Pms:Connections:0:Settings:{name}"] = value;

        var connector = new ConnectorProcess<TConnector>(door, await Heard.ListenAsync(amqp, cancellationToken), configuration);
        await connector.StartAsync(cancellationToken);
        return connector;
    }

    /// <summary>Starts the process and waits until it serves.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "exec", typeof(TConnector).Assembly.Location, "--urls", "http://127.0.0.1:0" },
            Environment = { ["DOTNET_ENVIRONMENT"] = "Production", ["DOTNET_gcServer"] = "0" },
        };
        foreach (var (name, value) in _configuration)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;

        _process = Process.Start(start) ?? throw new InvalidOperationException("The connector did not start.");
        var address = await AddressAsync(_process, cancellationToken);
        _client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
        var signer = new IdentitySigner(new ConfigurationBuilder().AddInMemoryCollection(_configuration).Build(), TimeProvider.System);
        _client.DefaultRequestHeaders.Add(IdentitySigner.HeaderName, signer.Sign(new CallerIdentity("conformance", [HotelId]), TimeSpan.FromHours(1)));
    }

    /// <summary>Ends the process as the machine would: at once, without a word.</summary>
    public async Task KillAsync()
    {
        _client?.Dispose();
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await Heard.DisposeAsync();
        await Door.DisposeAsync();
    }

    private static async Task<Uri> AddressAsync(Process process, CancellationToken cancellationToken)
    {
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            said.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                // What it says from now on must not fill the pipe.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return new Uri(line[(at + Listening.Length)..].Trim().TrimEnd('"') + "/");
            }
        }

        throw new InvalidOperationException($"The connector ended: {string.Join(Environment.NewLine, said)} {await process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    private static string Key(int factor) => Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(number => (byte)(number * factor))]);
}
