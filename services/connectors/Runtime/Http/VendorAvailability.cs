using Microsoft.Extensions.Logging;

namespace PmsPlatform.Connectors.Runtime.Http;

/// <summary>Says once that the vendor is gone and once that it is back, with the length of the outage, however many calls fail in between.</summary>
internal sealed partial class VendorAvailability(string connectionId, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _silentSince;

    /// <summary>When the vendor was first found silent; null while it answers.</summary>
    public DateTimeOffset? SilentSince
    {
        get
        {
            lock (_gate)
                return _silentSince;
        }
    }

    public void Silent(string reason)
    {
        lock (_gate)
        {
            if (_silentSince is not null)
                return;
            _silentSince = time.GetUtcNow();
        }

        Log.Gone(logger, connectionId, reason);
    }

    public void Answered()
    {
        DateTimeOffset since;
        lock (_gate)
        {
            if (_silentSince is not { } silentSince)
                return;
            since = silentSince;
            _silentSince = null;
        }

        var outage = time.GetUtcNow() - since;
        Log.Back(logger, connectionId, outage);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The vendor of {ConnectionId} does not answer: {Reason}")]
        public static partial void Gone(ILogger logger, string connectionId, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The vendor of {ConnectionId} answers again after {Outage}")]
        public static partial void Back(ILogger logger, string connectionId, TimeSpan outage);
    }
}
