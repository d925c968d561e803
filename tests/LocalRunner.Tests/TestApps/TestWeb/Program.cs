using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;

// A service whose behaviour the tests choose: by arguments, by environment and by request.
if (args is ["exit", var code])
{
    Console.WriteLine("leaving with " + code);
    return int.Parse(code, CultureInfo.InvariantCulture);
}

string? Variable(string name) => Environment.GetEnvironmentVariable(name);

if (Variable("CRASH_UNLESS_EXISTS") is { } needed && !File.Exists(needed))
{
    Console.Error.WriteLine("crashing");
    return 3;
}

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
WebApplication app = builder.Build();
app.MapGet("/", () => Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
app.MapGet("/health", () => Variable("HEALTHY_WHEN_EXISTS") is { } file && !File.Exists(file) ? Results.StatusCode(503) : Results.Ok());
app.MapGet("/variables", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal));
app.MapGet("/arguments", () => args);
app.MapGet("/crash", () =>
{
    Environment.FailFast("asked to crash");
});

if (Variable("TRACE_FILE") is { } trace)
{
    app.Lifetime.ApplicationStarted.Register(() => File.AppendAllText(trace, $"{Variable("OTEL_SERVICE_NAME")} started\n"));
    app.Lifetime.ApplicationStopping.Register(() => File.AppendAllText(trace, $"{Variable("OTEL_SERVICE_NAME")} stopped\n"));
}

if (Variable("STUBBORN") is not null)
{
    await app.StartAsync();
    using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
    await Task.Delay(Timeout.Infinite);
}

await app.RunAsync();
return 0;
