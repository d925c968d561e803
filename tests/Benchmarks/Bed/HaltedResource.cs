using System.Diagnostics;
using System.Globalization;

namespace PmsPlatform.Benchmarks.Bed;

/// <summary>A resource whose process stands still until this is disposed: what is sent to it waits.</summary>
internal sealed class HaltedResource : IAsyncDisposable
{
    private readonly string _pid;

    private HaltedResource(string pid) => _pid = pid;

    public static async Task<HaltedResource> HaltAsync(TestBed bed, string resource, CancellationToken cancellationToken)
    {
        var pid = (await bed.PidOfAsync(resource, cancellationToken)).ToString(CultureInfo.InvariantCulture);
        await SignalAsync("-STOP", pid);
        return new HaltedResource(pid);
    }

    public async ValueTask DisposeAsync() => await SignalAsync("-CONT", _pid);

    private static async Task SignalAsync(string signal, string pid)
    {
        using var kill = Process.Start("kill", [signal, pid]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"kill {signal} {pid} ended with {kill.ExitCode}.");
    }
}
