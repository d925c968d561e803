using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PmsPlatform.TestKit;

namespace PmsPlatform.SyncLedger.Tests;

/// <summary>The service as a process of its own, which can be killed.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    public static async Task<ServiceProcess> StartAsync(string database, string amqp, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();

        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", typeof(Program).Assembly.Location, "--urls", address },
            Environment = { ["ConnectionStrings__ledger"] = database, ["ConnectionStrings__messaging"] = amqp, ["Logging__LogLevel__Default"] = "Warning" },
        };
        foreach (var (key, value) in Ledger.Settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var service = new ServiceProcess(Process.Start(start)!);
        using var client = new HttpClient();
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await client.GetAsync(new Uri($"{address}/health"), cancellationToken);
                return response.StatusCode is HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(60),
            "the service is healthy",
            cancellationToken);
        return service;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
