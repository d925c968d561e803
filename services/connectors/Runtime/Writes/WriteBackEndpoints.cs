using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.WriteBacks;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>Asking for a write, following it, and a human's word on an uncertain one. Reached through the gateway only.</summary>
internal static class WriteBackEndpoints
{
    /// <summary>The header that names a request, so that sending it again does not write again.</summary>
    public const string KeyHeader = "Idempotency-Key";

    private const int MostListed = 200;

    public static void MapWriteBacks(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/write-backs").RequireCaller();
        group.MapPost("", AcceptAsync).RequirePermission(Permission.WriteBack).WithName("RequestWriteBack").WithSummary("Writes to the PMS: accepted when this answers, carried out in order per booking.");
        group.MapGet("", ListAsync).RequirePermission(Permission.ViewData).WithName("ListWriteBacks").WithSummary("Write-backs, newest first.");
        group.MapGet("/{id:guid}", FindAsync).RequirePermission(Permission.ViewData).WithName("GetWriteBack").WithSummary("One write-back and where it stands.");
        group.MapPost("/{id:guid}/settle", SettleAsync).RequirePermission(Permission.WriteBack).WithName("SettleWriteBack").WithSummary("A human's word on a write of which nobody knows whether it arrived.");
    }

    private static async Task<Results<Accepted<WriteBackAnswer>, ProblemHttpResult>> AcceptAsync(
        WriteBackRequest body, HttpContext http, ConnectionRegistry connections, WriteBackStore store, WriteSignals signals, ConnectorDescriptor descriptor,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var key = http.Request.Headers[KeyHeader];
        if (key.Count != 1 || !WriteBackCheck.IsKey(key[0]))
            return Problem.Invalid(KeyHeader, "The header must be given once, with 1 to 200 visible ASCII characters. The same key again never writes twice.");
        if (body.Provider is { } provider && !string.Equals(provider, descriptor.Slug, StringComparison.Ordinal))
            return Problem.Invalid("provider", $"This is the connector of {descriptor.Slug}.");
        var mine = connections.OfHotels(http.Caller().HotelIds).ToList();
        if (mine.Count == 0)
            return Problem.NotFound($"hotel of this key that is connected to {descriptor.Name}");
        if (mine.Count > 1)
            return Problem.Invalid("x-hotel-slug", $"Several hotels of this key are connected to {descriptor.Name}; the header x-hotel-slug says which is meant.");
        if (Refusal(body, mine[0], time) is { } refused)
            return refused;

        var id = Guid.CreateVersion7(time.GetUtcNow());
        var kept = await store.AcceptAsync(
            http.Caller(),
            new AcceptedWrite
            {
                Id = id,
                HotelId = mine[0].Hotel.Id,
                ConnectionId = mine[0].Id,
                IdempotencyKey = key[0]!,
                Request = body,
                RequestedBy = http.Caller().Subject,
                CorrelationId = http.CorrelationId(),
                Entry = http.Audit(time, "write-back.requested", $"write-back {id}", mine[0].Hotel.Id) with { Changes = WhatOf(body, descriptor) },
            },
            cancellationToken);
        if (kept is null)
            return Problem.Conflict($"The {KeyHeader} was used for another request. Use a new key for a new request.");

        signals.WorkArrived(mine[0].Id);
        var address = $"/api/pms/write-backs/{descriptor.Slug}/{kept.Id}";
        return TypedResults.Accepted(address, new WriteBackAnswer { WriteBack = kept.View(descriptor.Slug), Address = address });
    }

    private static ProblemHttpResult? Refusal(WriteBackRequest body, BoundConnection connection, TimeProvider time)
    {
        var known = string.Join(", ", Enum.GetValues<WriteBackKind>().Skip(1));
        if (body.Kind is not { } kind)
            return Problem.Invalid("kind", $"is missing; it is one of {known}.");
        if (kind == WriteBackKind.Unknown)
            return Problem.Invalid("kind", $"is not known; it is one of {known}.");

        var supported = WriteKind.SupportedBy(connection.Connector);
        if (!supported.Contains(kind))
        {
            var able = supported.Count == 0 ? "nothing" : string.Join(", ", supported);
            return NotProcessable($"{connection.Descriptor.Name} does not take {kind}. It takes {able}.", supported);
        }

        if (WriteBackCheck.ProblemOf(body) is { } problem)
            return Problem.Invalid(problem.Field, problem.Reason);
        var write = WriteKind.Find(kind).WriteOf(Guid.Empty, time.GetUtcNow(), body);
        return WriteKind.Find(kind).RefusalOf(connection.Connector, write) is { } reason ? NotProcessable(reason, supported) : null;
    }

    private static ProblemHttpResult NotProcessable(string reason, IReadOnlyList<WriteBackKind> supported)
    {
        var problem = Problem.Of(StatusCodes.Status422UnprocessableEntity, reason);
        problem.ProblemDetails.Extensions["supported"] = supported.Select(kind => kind.ToString()).ToArray();
        return problem;
    }

    private static async Task<Results<Ok<WriteBackView>, ProblemHttpResult>> FindAsync(
        Guid id, HttpContext http, WriteBackStore store, ConnectorDescriptor descriptor, CancellationToken cancellationToken) =>
        await store.FindAsync(http.Caller(), id, cancellationToken) is { } write
            ? TypedResults.Ok(write.View(descriptor.Slug))
            : Problem.NotFound("write-back");

    private static async Task<Results<Ok<Page<WriteBackView>>, ProblemHttpResult>> ListAsync(
        HttpContext http, WriteBackStore store, ConnectorDescriptor descriptor, CancellationToken cancellationToken, [FromQuery] string? state = null,
        [FromQuery] string? bookingId = null, [FromQuery] string? after = null, [FromQuery] int limit = 50)
    {
        var wanted = Enum.GetValues<WriteBackState>().Skip(1).Cast<WriteBackState?>().FirstOrDefault(each => string.Equals(each.ToString(), state, StringComparison.OrdinalIgnoreCase));
        if (state is not null && wanted is null)
            return Problem.Invalid("state", $"is not known; it is one of {string.Join(", ", Enum.GetValues<WriteBackState>().Skip(1))}.");
        if (limit is < 1 or > MostListed)
            return Problem.Invalid("limit", string.Create(CultureInfo.InvariantCulture, $"must be 1 to {MostListed}."));
        if (!TryReadCursor(after, out var before))
            return Problem.Invalid("after", "must be the value of next of the page before.");

        var writes = await store.ListAsync(http.Caller(), wanted, bookingId, before, limit + 1, cancellationToken);
        return TypedResults.Ok(new Page<WriteBackView>
        {
            Items = [.. writes.Take(limit).Select(write => write.View(descriptor.Slug))],
            Next = writes.Count > limit ? CursorOf(writes[limit - 1].Sequence) : null,
        });
    }

    private static async Task<Results<Ok<WriteBackView>, ProblemHttpResult>> SettleAsync(
        Guid id, WriteBackSettlement body, HttpContext http, WriteBackStore store, WriteSignals signals, ConnectorDescriptor descriptor, TimeProvider time, CancellationToken cancellationToken)
    {
        if (body.Arrived is not { } arrived)
            return Problem.Invalid("arrived", "is missing: true when it is at the vendor, false when it is to be written again.");
        if (await store.FindAsync(http.Caller(), id, cancellationToken) is not { } write)
            return Problem.NotFound("write-back");
        if (await store.SettleAsync(http.Caller(), id, arrived, SettlementOf(write, arrived, http, time), cancellationToken) is not { } settled)
            return Problem.Conflict("Only an uncertain write-back can be settled.");

        if (arrived)
            signals.NewsArrived();
        else
            signals.WorkArrived(settled.ConnectionId);
        return TypedResults.Ok(settled.View(descriptor.Slug));
    }

    /// <summary>What is written where; not the text, which may be about a guest.</summary>
    private static Dictionary<string, AuditChange> WhatOf(WriteBackRequest body, ConnectorDescriptor descriptor)
    {
        var what = new Dictionary<string, AuditChange>(StringComparer.Ordinal) { ["provider"] = new(null, descriptor.Slug), ["kind"] = new(null, body.Kind.ToString()) };
        foreach (var (name, value) in ((string, string?)[])[("bookingId", body.BookingId), ("guestId", body.GuestId), ("roomId", body.RoomId), ("amount", body.Charge?.Amount?.ToString())])
        {
            if (value is not null)
                what[name] = new(null, value);
        }

        return what;
    }

    private static AuditEntry SettlementOf(WriteBack write, bool arrived, HttpContext http, TimeProvider time) =>
        http.Audit(time, "write-back.settled-by-hand", $"write-back {write.Id}", write.HotelId) with
        {
            Changes = new Dictionary<string, AuditChange>(StringComparer.Ordinal) { ["state"] = new(nameof(WriteBackState.Uncertain), (arrived ? WriteBackState.Succeeded : WriteBackState.Queued).ToString()) },
        };

    private static string CursorOf(long sequence) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(sequence.ToString(CultureInfo.InvariantCulture)));

    private static bool TryReadCursor(string? after, out long before)
    {
        before = long.MaxValue;
        if (after is null)
            return true;
        return Base64Url.IsValid(after) && long.TryParse(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(after)), NumberStyles.None, CultureInfo.InvariantCulture, out before);
    }
}
