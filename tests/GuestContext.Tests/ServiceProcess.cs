using System.Diagnostics;
using System.Net;
using PmsPlatform.TestKit;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>The service as a process of its own, which can be killed.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    public static async Task<ServiceProcess> StartAsync(string database, string amqp, CancellationToken cancellationToken)
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();

        var assembly = typeof(Program).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) is "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", assembly, "--urls", address },
            Environment = { ["ConnectionStrings__context"] = database, ["ConnectionStrings__messaging"] = amqp, ["Logging__LogLevel__Default"] = "Warning" },
        };
        foreach (var (key, value) in ContextService.Settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var service = new ServiceProcess(Process.Start(start)!);
        try
        {
            await service.IsHealthyAsync(address, cancellationToken);
            return service;
        }
        catch
        {
            service.Dispose();
            throw;
        }
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

    private async Task IsHealthyAsync(string address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        await Eventually.TrueAsync(
            async () =>
            {
                if (_process.HasExited)
                    return true;
                using var response = await client.GetAsync(new Uri($"{address}/health"), cancellationToken);
                return response.StatusCode is HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(60),
            "the service is healthy",
            cancellationToken);
        Assert.False(_process.HasExited, "The service ended instead of becoming healthy.");
    }
}
