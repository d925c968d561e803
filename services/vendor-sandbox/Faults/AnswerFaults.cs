using PmsPlatform.VendorSandbox.Vendors;

namespace PmsPlatform.VendorSandbox.Faults;

/// <summary>Bends an answer on its way out.</summary>
internal static class AnswerFaults
{
    private const long DefaultHugeBytes = 64L * 1024 * 1024;
    private const long MostHugeBytes = 1024L * 1024 * 1024;

    /// <summary>Whether the connection is to be cut in the middle of the answer; makes it malformed where that is ordered.</summary>
    public static bool IsCut(VendorCall call)
    {
        if (!CanStrike(call))
            return false;
        var faults = call.Property!.Faults;
        if (faults.Fire(FaultKind.MalformedJson, call.Path) is { } malformed)
            call.Truncate(malformed.Fired);
        return faults.Fire(FaultKind.CutConnection, call.Path) is not null;
    }

    /// <summary>Promises the whole answer, sends half of it and hangs up.</summary>
    public static async Task CutAsync(VendorCall call, CancellationToken cancellationToken)
    {
        var response = call.Http.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = call.Body.Length;
        await response.Body.WriteAsync(call.Body[..(call.Body.Length / 2)], cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        call.Http.Abort();
    }

    /// <summary>Where it is ordered, puts a member with a very long text before everything else in the object; what follows is sent as usual.</summary>
    public static async Task InflateAsync(VendorCall call, CancellationToken cancellationToken)
    {
        if (!CanStrike(call) || call.Property!.Faults.Fire(FaultKind.HugeJson, call.Path) is not { } huge)
            return;

        var bytes = Math.Min(huge.Order.Bytes ?? DefaultHugeBytes, MostHugeBytes);
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

    private static bool CanStrike(VendorCall call) => call.Status == StatusCodes.Status200OK && call.Property!.Faults.All.Count > 0;
}
