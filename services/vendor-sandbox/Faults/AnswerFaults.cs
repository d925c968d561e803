using PmsPlatform.VendorSandbox.Vendors;

namespace PmsPlatform.VendorSandbox.Faults;

/// <summary>Bends an answer on its way out.</summary>
internal static class AnswerFaults
{
    private const long DefaultHugeBytes = 64L * 1024 * 1024;
    private const long MostHugeBytes = 1024L * 1024 * 1024;

    /// <summary>Sends the answer in a faulty way when a fault strikes; the call is over then. Malformed JSON only changes the answer.</summary>
    public static async Task<bool> TrySendAsync(VendorCall call, CancellationToken cancellationToken)
    {
        var faults = call.Property!.Faults;
        if (call.Status != StatusCodes.Status200OK || faults.All.Count == 0)
            return false;
        if (faults.Fire(FaultKind.MalformedJson, call.Path) is { } malformed)
            call.Truncate(malformed.Fired);
        if (faults.Fire(FaultKind.CutConnection, call.Path) is not null)
        {
            await CutAsync(call, cancellationToken);
            return true;
        }

        if (faults.Fire(FaultKind.HugeJson, call.Path) is { } huge)
            await InflateAsync(call, Math.Min(huge.Order.Bytes ?? DefaultHugeBytes, MostHugeBytes), cancellationToken);
        return false;
    }

    /// <summary>Promises the whole answer, sends half of it and hangs up.</summary>
    private static async Task CutAsync(VendorCall call, CancellationToken cancellationToken)
    {
        var response = call.Http.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = call.Body.Length;
        await response.Body.WriteAsync(call.Body[..(call.Body.Length / 2)], cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        call.Http.Abort();
    }

    /// <summary>Puts a member with a very long text before everything else in the object; what follows is sent as usual.</summary>
    private static async Task InflateAsync(VendorCall call, long bytes, CancellationToken cancellationToken)
    {
        var response = call.Http.Response;
        response.StatusCode = call.Status;
        response.ContentType = "application/json; charset=utf-8";
        call.DropOpeningBrace();
        var opening = "{\"Padding\":\""u8.ToArray();
        var closing = "\","u8.ToArray();
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'x');
        response.ContentLength = opening.Length + bytes + closing.Length + call.Body.Length;
        await response.Body.WriteAsync(opening, cancellationToken);
        for (var left = bytes; left > 0; left -= block.Length)
            await response.Body.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)), cancellationToken);
        await response.Body.WriteAsync(closing, cancellationToken);
    }
}
