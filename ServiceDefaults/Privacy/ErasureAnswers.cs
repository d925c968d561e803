using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;

namespace PmsPlatform.ServiceDefaults.Privacy;

/// <summary>Answering a request to erase.</summary>
public static class ErasureAnswers
{
    /// <summary>That a service has done its part.</summary>
    /// <param name="requested">What was asked.</param>
    /// <param name="service">Who answers.</param>
    /// <param name="counts">What was erased, by kind of record.</param>
    /// <param name="time">The clock.</param>
    public static GuestErased Answer(this GuestErasureRequested requested, string service, IReadOnlyDictionary<string, long> counts, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(requested);
        ArgumentNullException.ThrowIfNull(time);
        return new GuestErased
        {
            Context = new EventContext
            {
                HotelId = requested.Context.HotelId,
                ConnectionId = requested.Context.ConnectionId,
                Vendor = requested.Context.Vendor,
                CorrelationId = requested.Context.CorrelationId,
                OccurredAt = time.GetUtcNow(),
            },
            ErasureId = requested.ErasureId,
            Pass = requested.Pass,
            Service = service,
            Counts = counts,
        };
    }
}
