using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.Contracts.Keys;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Credentials;

/// <summary>The keys over HTTP: their status and rotation for those who manage access, the wrapped ring for other services.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this WebApplication app)
    {
        var admin = app.MapGroup("/api/admin/keys").RequirePermission(Permission.ManageAccess).AddEndpointFilter(OperatorsOnlyAsync);
        admin.MapGet("", StatusAsync).WithName("GetKeyStatus").WithSummary("Ring keys, what they sealed, and where a rotation stands.");
        admin.MapPost("rotate", RotateAsync).WithName("RotateKeys").WithSummary("Makes a new ring key, wraps the ring with the newest master key, or both.");
        app.MapGroup("/internal/feed").RequireService().MapGet("key-ring", RingAsync).WithName("FeedKeyRing").WithSummary("The key ring, every key wrapped.");
    }

    /// <summary>The ring seals the credentials of every organisation: who belongs to one, by whatever role or key, neither sees nor changes it.</summary>
    private static ValueTask<object?> OperatorsOnlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Caller().OrganizationId is null
            ? next(context)
            : ValueTask.FromResult<object?>(Problem.Forbidden("The key ring is the installation's; a key of its configuration is needed."));

    private static async Task<Results<Accepted<KeyRotationView>, ProblemHttpResult>> RotateAsync(
        KeyRotationRequest request, HttpContext http, RotationStore rotations, RotationWorker worker, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!request.Ring && !request.Master)
            return Problem.Invalid("$.ring", "one of ring and master must be true");
        if (await rotations.RequestAsync(request.Ring, request.Master, http.Audit(time, "keys.rotation-requested", WhatOf(request)), cancellationToken) is not { } rotation)
            return Problem.Conflict("A rotation goes on; GET /api/admin/keys tells how far it is.");

        worker.Wake();
        return TypedResults.Accepted("/api/admin/keys", rotation.View);
    }

    private static string WhatOf(KeyRotationRequest request) => (request.Ring, request.Master) switch
    {
        (true, true) => "ring and master key",
        (true, false) => "ring",
        _ => "master key",
    };

    private static async Task<Ok<KeyStatus>> StatusAsync(
        CredentialRing ring, SealedSettings settings, RotationStore rotations, TimeProvider time, CancellationToken cancellationToken)
    {
        // Before the ring: who is told that a rotation is complete is shown the keys as they are after it.
        var rotation = await rotations.LatestAsync(cancellationToken);
        var counts = await settings.CountByKeyAsync(cancellationToken);
        var current = ring.CurrentKeyId;
        var now = time.GetUtcNow();
        return TypedResults.Ok(new KeyStatus
        {
            MasterKeySource = ring.MasterKeySource,
            Problem = ring.Fault?.Message,
            Keys =
            [
                .. ring.Keys.OrderByDescending(key => key.ActivatesAt).Select(key => new RingKeyView
                {
                    Id = key.Id,
                    State = key.Fault is not null ? RingKeyState.Closed
                        : key.Id == current ? RingKeyState.Current
                        : key.ActivatesAt > now ? RingKeyState.Next
                        : RingKeyState.Retired,
                    CreatedAt = key.CreatedAt,
                    ActivatesAt = key.ActivatesAt,
                    MasterKeyId = key.MasterKeyId,
                    Credentials = counts.GetValueOrDefault(key.Id),
                }),
            ],
            Rotation = rotation?.View,
        });
    }

    /// <summary>Answers at once when the ring differs from the given revision, else when it changes or after some seconds with 304.</summary>
    private static async Task<IResult> RingAsync(
        CredentialRing ring, TimeProvider time, CancellationToken cancellationToken, long revision = 0, int wait = 0)
    {
        const int mostSeconds = 30;
        var changed = ring.Changed;
        if (ring.Document?.Revision == revision && wait > 0)
        {
            await changed.WaitAsync(TimeSpan.FromSeconds(Math.Min(wait, mostSeconds)), time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (ring.Document is not { } document)
            return Problem.Unavailable("the key ring", TimeSpan.FromSeconds(2));
        return document.Revision == revision
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(
                new FeedAnswer<KeyRingEntry> { Revision = document.Revision, Items = document.Items }, KeyRingJson.Default.FeedAnswerKeyRingEntry);
    }
}
