using System.Collections.Concurrent;

namespace PmsPlatform.EndToEnd.Secrecy;

/// <summary>Keeps the body of every answer that is an error, and of every trial, whose errors come with 200.</summary>
internal sealed class Recorder() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentQueue<Exhibit> _errors = new();

    /// <summary>What was answered, headers and body.</summary>
    public Collection Errors => new("error answers", [.. _errors]);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (answer.IsSuccessStatusCode && !path.EndsWith("/test-connection", StringComparison.Ordinal))
            return answer;

        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        byte[] body = [.. System.Text.Encoding.UTF8.GetBytes($"{(int)answer.StatusCode}\n{answer.Headers}\n"), .. await answer.Content.ReadAsByteArrayAsync(cancellationToken)];
        _errors.Enqueue(new Exhibit($"{request.Method} {(int)answer.StatusCode}", body));
        return answer;
    }
}
