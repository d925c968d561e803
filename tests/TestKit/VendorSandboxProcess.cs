using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace PmsPlatform.TestKit;

/// <summary>
/// The vendor sandbox as a process of its own on a free port. The test project references the sandbox's project, which puts its program beside the tests.
/// </summary>
public sealed class VendorSandboxProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private VendorSandboxProcess(Process process, Uri url)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Url => Http.BaseAddress!;

    /// <summary>Calls it; addresses are relative to <see cref="Url"/>.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="settings">Settings of the sandbox by their configuration names, as in <c>Sandbox:RateLimitScale</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<VendorSandboxProcess> StartAsync(
        IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "PmsPlatform.VendorSandbox.dll"), "--urls", "http://127.0.0.1:0" },
            Environment = { ["DOTNET_ENVIRONMENT"] = "Production", ["DOTNET_gcServer"] = "0" },
        };
        foreach (var (name, value) in settings)
            start.ArgumentList.Add($"--{name}={value}");

        var process = Process.Start(start) ?? throw new InvalidOperationException("The sandbox did not start.");
        try
        {
            return new VendorSandboxProcess(process, await AddressAsync(process, cancellationToken));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Adds a property; the answer is how the sandbox describes it.</summary>
    public async Task<JsonElement> AddPropertyAsync(object order, CancellationToken cancellationToken)
    {
        using var answer = await Http.PostAsJsonAsync("admin/properties", order, cancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.IsSuccessStatusCode ? body : throw new InvalidOperationException($"The sandbox refused the property: {body}");
    }

    /// <summary>Every record of a property in neutral words.</summary>
    /// <param name="property">The property's id.</param>
    /// <param name="kind"><c>bookings</c>, <c>guests</c> or <c>rooms</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<JsonElement>> TruthAsync(string property, string kind, CancellationToken cancellationToken)
    {
        var lines = await Http.GetStringAsync(new Uri($"admin/truth/{property}/{kind}", UriKind.Relative), cancellationToken);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    /// <summary>Orders a fault.</summary>
    public async Task OrderFaultAsync(object order, CancellationToken cancellationToken)
    {
        using var answer = await Http.PostAsJsonAsync("admin/faults", order, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Anything else of the admin interface.</summary>
    public Task<JsonElement> GetAsync(string address, CancellationToken cancellationToken) =>
        Http.GetFromJsonAsync<JsonElement>(address, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<Uri> AddressAsync(Process process, CancellationToken cancellationToken)
    {
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            said.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                // What it says from now on is nobody's business, but must not fill the pipe.
                _ = DrainAsync(process.StandardOutput);
                _ = DrainAsync(process.StandardError);
                return new Uri(line[(at + Listening.Length)..].Trim() + "/");
            }
        }

        throw new InvalidOperationException($"The sandbox ended: {string.Join(Environment.NewLine, said)} {await process.StandardError.ReadToEndAsync(cancellationToken)}");
    }

    private static async Task DrainAsync(StreamReader output)
    {
        try
        {
            while (await output.ReadLineAsync() is not null)
            {
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process has ended.
        }
    }
}
