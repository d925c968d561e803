using System.Net;
using System.Net.Http.Headers;

namespace PmsPlatform.Gateway.Tests;

/// <summary>A JSON body sent in chunks, its length unknown beforehand.</summary>
internal sealed class Streamed : HttpContent
{
    private readonly byte[] bytes;

    public Streamed(byte[] bytes)
    {
        this.bytes = bytes;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var piece in bytes.Chunk(4096))
        {
            await stream.WriteAsync(piece);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
