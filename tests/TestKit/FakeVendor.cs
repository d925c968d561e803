using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PmsPlatform.TestKit;

/// <summary>One request as it arrived.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">All headers; several values of one name joined by commas.</param>
/// <param name="Body">The body as text.</param>
public sealed record ReceivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A real HTTP server on a free port of this machine that answers as a test says: what a vendor, or another service, would be.</summary>
public sealed class FakeVendor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private FakeVendor(WebApplication app, Func<HttpContext, Task> answer)
    {
        _app = app;
        Answer = answer;
    }

    /// <summary>Answers every request; may be exchanged at any time. The body can be read again from its start.</summary>
    public Func<HttpContext, Task> Answer { get; set; }

    /// <summary>Where it listens, as in <c>http://127.0.0.1:40123</c>, without a slash at the end.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>Starts one that answers 501 until told otherwise.</summary>
    public static Task<FakeVendor> StartAsync(CancellationToken cancellationToken) => StartAsync(NotScripted, cancellationToken);

    /// <summary>Starts one.</summary>
    public static async Task<FakeVendor> StartAsync(Func<HttpContext, Task> answer, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var vendor = new FakeVendor(app, answer);
        app.Run(vendor.HandleAsync);
        await app.StartAsync(cancellationToken);
        return vendor;
    }

    /// <summary>Answers JSON text.</summary>
    public static Task JsonAsync(HttpContext context, string json, int status = StatusCodes.Status200OK)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        buffer.Position = 0;
        context.Request.Body = buffer;

        _requests.Enqueue(new ReceivedRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length))));
        await Answer(context);
    }

    private static Task NotScripted(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status501NotImplemented;
        return context.Response.WriteAsync($"No answer is scripted for {context.Request.Method} {context.Request.Path}.", context.RequestAborted);
    }
}
