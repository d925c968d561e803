using System.Diagnostics;

namespace PmsPlatform.Benchmarks.Bare;

/// <summary>A bare server in a process of its own, with the garbage collector that web services have by default. It ends with this process, however that ends.</summary>
internal sealed class BareProcess : IAsyncDisposable
{
    public const string Verb = "serve-bare";
    public const string TargetVariable = "BENCH_TARGET";

    private readonly Process _process;

    private BareProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <param name="kind">Which server, see <see cref="BareServers"/>.</param>
    /// <param name="target">What stands behind it.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static async Task<BareProcess> StartAsync(string kind, string target, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Verb, kind])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { [TargetVariable] = target, ["DOTNET_gcServer"] = "1" },
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The bare server does not start.");
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return Uri.TryCreate(line, UriKind.Absolute, out var address)
            ? new BareProcess(process, address)
            : throw new InvalidOperationException($"The bare server said '{line}' in place of its address.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
