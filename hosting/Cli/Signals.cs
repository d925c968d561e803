using System.Runtime.InteropServices;

namespace PmsPlatform.Cli;

/// <summary>Ctrl+C and SIGTERM ask the command to end; it stops what it has started before it goes.</summary>
internal static class Signals
{
    public static IDisposable On(CancellationTokenSource stop)
    {
        void Ask(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        var registrations = new[]
        {
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask),
        };
        return new Both(registrations);
    }

    private sealed class Both(PosixSignalRegistration[] registrations) : IDisposable
    {
        public void Dispose()
        {
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }
}
