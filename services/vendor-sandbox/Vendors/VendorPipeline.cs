using System.Globalization;
using Microsoft.Extensions.Options;
using PmsPlatform.VendorSandbox.Faults;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>Sends what begins with a vendor's address to that vendor.</summary>
internal sealed class VendorMiddleware(RequestDelegate next, IEnumerable<IVendor> vendors, VendorPipeline pipeline)
{
    private readonly IVendor[] _vendors = [.. vendors];

    public async Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        foreach (var vendor in _vendors)
        {
            if (!path.StartsWith(vendor.Path, StringComparison.Ordinal))
                continue;
            using var call = new VendorCall(http, vendor.Encoder);
            await pipeline.AnswerAsync(vendor, call, http.RequestAborted);
            return;
        }

        await next(http);
    }
}

/// <summary>What every call to every vendor goes through: log, latency, faults, rate limit, answer, and faults of the answer.</summary>
internal sealed partial class VendorPipeline(IOptions<SandboxOptions> options, TimeProvider time, ILogger<VendorPipeline> logger)
{
    public async Task AnswerAsync(IVendor vendor, VendorCall call, CancellationToken cancellationToken)
    {
        try
        {
            await vendor.OpenAsync(call, cancellationToken);
        }
        catch (VendorRefusal refusal)
        {
            vendor.Refuse(call, refusal.Status, refusal.Message);
        }
        catch (BadHttpRequestException unreadable)
        {
            vendor.Refuse(call, unreadable.StatusCode, unreadable.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The request is too large." : "The request cannot be read.");
        }

        if (call.Property is not { } property)
        {
            Log.Strange(logger, vendor.Name, call.Operation, call.Status);
            await SendAsync(call, cancellationToken);
            return;
        }

        var began = property.Calls.Begin();
        var isCut = true;
        try
        {
            if (options.Value.Latency > TimeSpan.Zero)
                await Task.Delay(options.Value.Latency, time, cancellationToken);
            if (property.Faults.Fire(FaultKind.Slow, call.Path) is { } slow)
                await Task.Delay(slow.Order.Delay ?? TimeSpan.FromSeconds(5), time, cancellationToken);
            if (call.Answer is not null)
                Answer(vendor, call, call.Answer);
            if (property.Faults.Fire(FaultKind.ClockSkew, call.Path) is not null)
                call.Http.Response.Headers.Date = property.Clock.Now.ToString("R", CultureInfo.InvariantCulture);
            isCut = AnswerFaults.IsCut(call);
        }
        finally
        {
            // Before the answer goes out: who has it may call again, or ask what was called, at once.
            property.Calls.End(began, call.Operation, isCut ? 0 : call.Status, call.Body.Length);
        }

        if (isCut)
        {
            await AnswerFaults.CutAsync(call, cancellationToken);
            return;
        }

        await AnswerFaults.InflateAsync(call, cancellationToken);
        await SendAsync(call, cancellationToken);
    }

    private void Answer(IVendor vendor, VendorCall call, Action answer)
    {
        var faults = call.Property!.Faults;
        if (faults.Fire(FaultKind.RateLimitStorm, call.Path) is { } storm)
            vendor.Throttle(call, storm.Order.RetryAfter ?? TimeSpan.FromSeconds(1));
        else if (faults.Fire(FaultKind.ServerError, call.Path) is not null)
            vendor.Refuse(call, StatusCodes.Status500InternalServerError, "Something went wrong on our side.");
        else if (call.ShowsToken && faults.Fire(FaultKind.TokenExpired, call.Path) is not null)
            vendor.ExpireToken(call);
        else if (vendor.Admit(call) is var wait && wait > TimeSpan.Zero)
            vendor.Throttle(call, wait);
        else
        {
            try
            {
                answer();
            }
            catch (VendorRefusal refusal)
            {
                vendor.Refuse(call, refusal.Status, refusal.Message);
            }
            catch (Exception exception)
            {
                // A mistake of the simulator must look like one of the vendor, and be found in the log.
                Log.Failed(logger, exception, vendor.Name, call.Operation);
                vendor.Refuse(call, StatusCodes.Status500InternalServerError, "Something went wrong on our side.");
            }
        }
    }

    private static async Task SendAsync(VendorCall call, CancellationToken cancellationToken)
    {
        var response = call.Http.Response;
        var body = call.Body;
        if (!response.HasStarted)
        {
            response.StatusCode = call.Status;
            if (call.Status == StatusCodes.Status204NoContent)
                return;
            response.ContentType ??= "application/json; charset=utf-8";
            response.ContentLength = body.Length;
        }

        await response.Body.WriteAsync(body, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "The simulator of {Vendor} failed in {Operation}")]
        public static partial void Failed(ILogger logger, Exception exception, string vendor, string operation);

        [LoggerMessage(1, LogLevel.Information, "A call to {Vendor} {Operation} belongs to no property; answered {Status}")]
        public static partial void Strange(ILogger logger, string vendor, string operation, int status);
    }
}
