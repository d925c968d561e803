using Microsoft.Extensions.Logging;

namespace PmsPlatform.LocalRunner.Output;

/// <summary>The AppHost's own log: among the resources' lines on the terminal, and in apphost.log.</summary>
internal sealed class RunnerLoggerProvider(RunnerLogs logs) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new RunnerLogger(logs);

    public void Dispose()
    {
        // The files belong to the run, not to the logger.
    }

    private sealed class RunnerLogger(RunnerLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string level = logLevel switch
            {
                LogLevel.Warning => "warn: ",
                LogLevel.Error or LogLevel.Critical => "fail: ",
                _ => "",
            };
            string reason = exception is null ? "" : " " + exception;
            logs.WriteAppHost(level + formatter(state, exception) + reason);
        }
    }
}
