using Microsoft.AspNetCore.Http;
using PmsPlatform.Contracts.Audit;

namespace PmsPlatform.ServiceDefaults;

/// <summary>Makes entries for the audit log.</summary>
public static class Audited
{
    /// <summary>What the caller of this request did. Its id is new: make the entry once and keep it.</summary>
    /// <param name="http">The request; its endpoint knows callers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="action">As in <c>write-back.requested</c>.</param>
    /// <param name="target">Kind and id, as in <c>write-back 0193a5b0…</c>.</param>
    /// <param name="hotelId">The hotel; null where it is about no single one.</param>
    public static AuditEntry Audit(this HttpContext http, TimeProvider time, string action, string target, string? hotelId = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(time);
        var caller = http.Caller();
        var now = time.GetUtcNow();
        return new AuditEntry
        {
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Actor = ActorOf(caller),
            Action = action,
            Target = target,
            OrganizationId = caller.OrganizationId,
            HotelId = hotelId,
            Address = caller.Address,
            CorrelationId = http.CorrelationId(),
        };
    }

    /// <summary>A caller as the audit log names him.</summary>
    public static AuditActor ActorOf(CallerIdentity caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new AuditActor(caller.Kind.ToString(), caller.Id, caller.Kind is CallerKind.User ? caller.Id ?? caller.Subject : caller.Subject);
    }

    /// <summary>One of our own services, where nobody asked it to act.</summary>
    /// <param name="name">Its name, as in <c>connections</c>.</param>
    public static AuditActor Service(string name) => new(nameof(CallerKind.Service), null, name);
}
