using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

/// <summary>What the vendor does with one write.</summary>
internal enum Behaviour
{
    Takes,

    /// <summary>Takes it, and hangs up instead of answering.</summary>
    TakesAndHangsUp,

    /// <summary>Hangs up without having taken it.</summary>
    HangsUp,

    /// <summary>Answers that it will not, and why.</summary>
    Refuses,

    Unauthorised,

    /// <summary>Breaks down without having taken it; nobody can know.</summary>
    Breaks,
}

/// <summary>One thing that was done at the vendor.</summary>
internal sealed record Effect(string Kind, string Target, string Text, string Reference);

/// <summary>The other side of <see cref="WritingConnector"/>: remembers every effect, behaves as told.</summary>
internal sealed class WriteVendor : IAsyncDisposable
{
    private readonly ConcurrentQueue<Effect> _effects = new();
    private readonly ConcurrentDictionary<string, int> _running = new(StringComparer.Ordinal);
    private FakeVendor? _http;
    private int _overlaps;

    public string Url => _http!.Url;

    public IReadOnlyList<Effect> Effects => [.. _effects];

    /// <summary>Questions whether a write is there.</summary>
    public int Looks => _http!.Requests.Count(request => request.Target.StartsWith("/find/", StringComparison.Ordinal));

    /// <summary>Calls that change something.</summary>
    public int Calls => _http!.Requests.Count(request => request.Method == "POST");

    /// <summary>Writes about the same thing that were on their way at the same time.</summary>
    public int Overlaps => _overlaps;

    /// <summary>Says what happens to a write; taken by default.</summary>
    public Func<Effect, Task<Behaviour>> Behave { get; set; } = _ => Task.FromResult(Behaviour.Takes);

    /// <summary>Whether it tells what it has.</summary>
    public bool Tells { get; set; } = true;

    /// <summary>Whether it answers at all.</summary>
    public bool Down { get; set; }

    public static async Task<WriteVendor> StartAsync(CancellationToken cancellationToken)
    {
        var vendor = new WriteVendor();
        vendor._http = await FakeVendor.StartAsync(vendor.AnswerAsync, cancellationToken);
        return vendor;
    }

    public ValueTask DisposeAsync() => _http!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (Down)
        {
            http.Abort();
            return;
        }

        var path = http.Request.Path.Value!.Trim('/').Split('/');
        if (path is ["find", var wanted])
        {
            var found = _effects.FirstOrDefault(effect => effect.Reference == wanted);
            await http.Response.WriteAsync(!Tells ? "untold" : found is null ? "absent" : $"v-{wanted}");
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var effect = new Effect(path[0], path[1], await reader.ReadToEndAsync(), http.Request.Query["reference"].ToString());
        if (_running.AddOrUpdate(effect.Target, 1, (_, count) => count + 1) > 1)
            Interlocked.Increment(ref _overlaps);
        try
        {
            await DoAsync(http, effect, await Behave(effect));
        }
        finally
        {
            _running.AddOrUpdate(effect.Target, 0, (_, count) => count - 1);
        }
    }

    private async Task DoAsync(HttpContext http, Effect effect, Behaviour behaviour)
    {
        if (behaviour is Behaviour.Takes or Behaviour.TakesAndHangsUp)
            _effects.Enqueue(effect);
        switch (behaviour)
        {
            case Behaviour.Takes:
                await http.Response.WriteAsync($"v-{effect.Reference}");
                break;
            case Behaviour.Refuses:
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                await http.Response.WriteAsync("The folio is closed\nfor key s3cret-key and card 4111 1111 1111 1111.");
                break;
            case Behaviour.Unauthorised:
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                break;
            case Behaviour.Breaks:
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            default:
                http.Abort();
                break;
        }
    }
}
