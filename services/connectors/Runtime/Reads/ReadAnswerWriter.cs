using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Contracts.Reads;

namespace PmsPlatform.Connectors.Runtime.Reads;

/// <summary>Writes a <see cref="ReadAnswer{T}"/> around data that are JSON already: a kept answer is neither read nor written anew. A test compares it with the contract.</summary>
internal sealed class ReadAnswerWriter(ReadEntry entry, bool stale, bool fromVendor, TimeSpan age) : IResult
{
    private const int LongestNumber = 32;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);

        Span<byte> seconds = stackalloc byte[LongestNumber];
        Math.Round(age.TotalSeconds, 3).TryFormat(seconds, out var digits, provider: CultureInfo.InvariantCulture);
        var state = stale ? ",\"stale\":true,\"ageSeconds\":"u8 : ",\"stale\":false,\"ageSeconds\":"u8;
        ReadOnlySpan<byte> begin = "{\"data\":"u8;
        ReadOnlySpan<byte> fetched = ",\"fetchedAt\":"u8;
        var source = fromVendor ? ",\"source\":\"vendor\"}"u8 : ",\"source\":\"cache\"}"u8;

        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = begin.Length + entry.Json.Length + state.Length + digits + fetched.Length + entry.FetchedAtJson.Length + source.Length;
        var body = response.BodyWriter;
        body.Write(begin);
        body.Write(entry.Json);
        body.Write(state);
        body.Write(seconds[..digits]);
        body.Write(fetched);
        body.Write(entry.FetchedAtJson);
        body.Write(source);

        // Sent with the end of the response.
        return Task.CompletedTask;
    }
}
