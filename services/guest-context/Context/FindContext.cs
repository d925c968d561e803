using Npgsql;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Hotels;
using PmsPlatform.GuestContext.Contacts;
using PmsPlatform.GuestContext.Snapshots;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.GuestContext.Context;

/// <summary>What was found, its payloads opened and still canonical JSON.</summary>
internal sealed record FoundContext
{
    public required string HotelId { get; init; }

    public required DateOnly HotelDate { get; init; }

    public required string ConnectionId { get; init; }

    public required string Vendor { get; init; }

    /// <summary>Null without a booking.</summary>
    public required StayPhase? Phase { get; init; }

    public required byte[]? Booking { get; init; }

    public required byte[]? Guest { get; init; }

    public required byte[]? Room { get; init; }

    public required DateTimeOffset ObservedAt { get; init; }

    public required TimeSpan Age { get; init; }

    public required int OtherMatches { get; init; }
}

/// <summary>Answers a question with one statement, bound to the caller's hotels in the same round trip, and opens only what is answered.</summary>
internal sealed class FindContext(NpgsqlDataSource database, HotelScope scope, ContactIndex contacts, Payloads payloads, HotelClock clock, TimeProvider time)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="hotels">The hotels of the caller that may answer; no other hotel's rows are read.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>Null when nobody is found.</returns>
    public async Task<FoundContext?> FindAsync(
        CallerIdentity caller, ContextQuestion question, IReadOnlyList<Hotel> hotels, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ids = new string[hotels.Count];
        var times = new DateTime[hotels.Count];
        for (var index = 0; index < ids.Length; index++)
        {
            ids[index] = hotels[index].Id;
            times[index] = clock.At(ids[index], now).Time;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                scope.BindingTo(caller),
                new NpgsqlBatchCommand(IsBooking(question) ? ContextSql.ByBooking : ContextSql.ByContact)
                {
                    Parameters = { Asked(question, ids), Parameter.Of(ids), Parameter.Of(times) },
                },
            },
        };
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, now) : null;
    }

    private NpgsqlParameter Asked(ContextQuestion question, string[] hotelIds) => IsBooking(question)
        ? Parameter.Of(question.Value)
        : Parameter.Each(hotelIds, hotelId => contacts.Index(hotelId, question.By, question.Value));

    private FoundContext Read(NpgsqlDataReader row, DateTimeOffset now)
    {
        var hotelId = row.GetString(0);
        var observedAt = new DateTimeOffset(row.GetDateTime(7));
        return new FoundContext
        {
            HotelId = hotelId,
            HotelDate = clock.At(hotelId, now).Date,
            ConnectionId = row.GetString(1),
            Vendor = row.GetString(2),
            Phase = row.GetInt32(3) switch { 1 => StayPhase.Current, 2 => StayPhase.Upcoming, 3 => StayPhase.Past, _ => null },
            Booking = Open(4, EntityKind.Booking),
            Guest = Open(5, EntityKind.Guest),
            Room = Open(6, EntityKind.Room),
            ObservedAt = observedAt,
            // The connector's clock may be a little ahead of ours.
            Age = now > observedAt ? now - observedAt : TimeSpan.Zero,
            OtherMatches = (int)row.GetInt64(8),
        };

        byte[]? Open(int column, EntityKind entity) =>
            row.IsDBNull(column) ? null : payloads.Open(hotelId, entity, row.GetFieldValue<byte[]>(column));
    }

    private static bool IsBooking(ContextQuestion question) => string.Equals(question.By, ContextQuestion.Booking, StringComparison.Ordinal);
}
