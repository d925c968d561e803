using System.Net;
using Microsoft.AspNetCore.Http;
using PmsPlatform.TestKit;

namespace PmsPlatform.Conformance.Suite;

/// <summary>Stands between a connector and the sandbox and misbehaves as a scenario says: for what no sandbox offers, whatever the vendor.</summary>
internal sealed class VendorDoor : IAsyncDisposable
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private readonly Uri _behind;
    private FakeVendor? _door;

    private VendorDoor(Uri behind) => _behind = behind;

    public string Url => _door!.Url;

    /// <summary>Requests so far.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => _door!.Requests;

    /// <summary>Answers in the vendor's place when it gives true.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    /// <summary>Sees every answer of the vendor; what it gives is sent.</summary>
    public Func<HttpContext, VendorReply, VendorReply> Change { get; set; } = (_, reply) => reply;

    /// <summary>Waited for when the vendor has answered and nobody knows yet.</summary>
    public Func<HttpContext, Task> BeforeReply { get; set; } = _ => Task.CompletedTask;

    public static async Task<VendorDoor> OpenAsync(Uri behind, CancellationToken cancellationToken)
    {
        var door = new VendorDoor(behind);
        door._door = await FakeVendor.StartAsync(door.AnswerAsync, cancellationToken);
        return door;
    }

    public ValueTask DisposeAsync() => _door!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (await Instead(http))
            return;

        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(_behind, http.Request.Path + http.Request.QueryString));
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        }

        foreach (var name in (string[])["Authorization", "Accept", "Cache-control", "X-Api-Key"])
            request.Headers.TryAddWithoutValidation(name, http.Request.Headers[name].ToArray());
        using var answer = await Client.SendAsync(request, http.RequestAborted);
        await BeforeReply(http);
        var reply = Change(http, new VendorReply((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(http.RequestAborted)));
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.Headers.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = wait.ToString();
        if (reply.Status != (int)HttpStatusCode.NoContent)
            await http.Response.Body.WriteAsync(reply.Body, http.RequestAborted);
    }
}

/// <summary>An answer on its way.</summary>
internal sealed record VendorReply(int Status, byte[] Body);
