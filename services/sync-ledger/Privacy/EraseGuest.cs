using MassTransit;
using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;

namespace PmsPlatform.SyncLedger.Privacy;

/// <summary>
/// Erases a person from every version the ledger keeps. Nobody tells on which bookings he once was, so all versions of the connection's bookings are looked
/// through. Hashes, times and counts stay: the same content arriving again is unchanged, and completeness can still be proved.
/// </summary>
internal sealed class EraseGuest(
    NpgsqlDataSource database, PersonalVersions versions, RefusedPersons refused, ErasedPersons persons, PersonalDataProtector protector, TimeProvider time)
    : IConsumer<GuestErasureRequested>
{
    public const string Service = "sync-ledger";

    public async Task Consume(ConsumeContext<GuestErasureRequested> context)
    {
        var counts = await EraseAsync(context.Message, context.CancellationToken);
        await context.Publish(context.Message.Answer(Service, counts, time), context.CancellationToken);
    }

    public async Task<Dictionary<string, long>> EraseAsync(GuestErasureRequested requested, CancellationToken cancellationToken)
    {
        var (hotel, connection) = (requested.Context.HotelId, requested.Context.ConnectionId);
        var person = new PersonTrace(protector, hotel, requested.Person);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal) { ["guests"] = 0, ["bookings"] = 0 };

        // Before the versions are looked through: what arrives meanwhile is without the person already.
        await using (var remembering = await database.OpenConnectionAsync(cancellationToken))
            await persons.RememberAsync(remembering, requested, cancellationToken);
        foreach (var set in await versions.SetsAsync(hotel, connection, cancellationToken))
        {
            if (set.Entity is EntityKind.Guest)
                counts["guests"] = await versions.RewriteAsync(set, [.. requested.Person.GuestIds], guest => PersonErasure.OfGuest(guest), cancellationToken);
            else
                counts["bookings"] = await versions.RewriteAsync(set, null, booking => PersonErasure.WithoutPerson(booking, person), cancellationToken);
        }

        counts["refused"] = await refused.DeleteAsync(hotel, connection, person, cancellationToken);
        return counts;
    }
}

internal sealed class EraseGuestDefinition : ConsumerDefinition<EraseGuest>
{
    public EraseGuestDefinition()
    {
        EndpointName = "sync-ledger.erasures";
        ConcurrentMessageLimit = 1;
    }
}
