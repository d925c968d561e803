using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PmsPlatform.TestKit;

/// <summary>One log entry as it was written.</summary>
/// <param name="Category">The logger's category.</param>
/// <param name="Level">Its level.</param>
/// <param name="Message">The formatted message.</param>
/// <param name="Exception">The exception, whole with its stack, or null.</param>
/// <param name="Values">The values of the message and of its scopes.</param>
public sealed record LogEntry(string Category, LogLevel Level, string Message, string? Exception, IReadOnlyList<KeyValuePair<string, object?>> Values)
{
    /// <summary>Everything of the entry that a reader of logs would see.</summary>
    public override string ToString() =>
        $"{Level} {Category}: {Message} {string.Join(' ', Values.Select(value => $"{value.Key}={value.Value}"))} {Exception}";
}

/// <summary>Keeps every log entry of a host, at every level: <c>builder.Logging.AddProvider(logs)</c>.</summary>
public sealed class CapturedLogs : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <summary>The entries so far, in order.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <summary>All entries as text, for searching what must not be there.</summary>
    public string Text => string.Join('\n', _entries);

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc />
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc />
    public void Dispose() => _entries.Clear();

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            List<KeyValuePair<string, object?>> values = [];
            Add(state, values);
            logs._scopes.ForEachScope(Add, values);
            logs._entries.Enqueue(new LogEntry(category, logLevel, formatter(state, exception), exception?.ToString(), values));
        }

        private static void Add(object? state, List<KeyValuePair<string, object?>> values)
        {
            switch (state)
            {
                case IEnumerable<KeyValuePair<string, object?>> pairs:
                    values.AddRange(pairs);
                    break;
                default:
                    values.Add(new("scope", state));
                    break;
            }
        }
    }
}
