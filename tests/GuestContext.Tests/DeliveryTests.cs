using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Context;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Rooms;
using PmsPlatform.TestKit;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>Over a real broker.</summary>
public sealed class DeliveryTests(ContextService service, SharedServers servers) : IClassFixture<ContextService>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Events_become_an_answer()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var room = Make.Room();
        var booking = Make.Booking(-1, 2, BookingStatus.InHouse, guest.ExternalId, room: room.ExternalId);
        await service.PublishAsync(new BookingsChanged { Context = Make.Context(), Items = [booking.At(observedAt: Make.Noon.AddHours(-1))] });
        await service.PublishAsync(new GuestsChanged { Context = Make.Context(), Items = [guest.At()] });
        await service.PublishAsync(new RoomsChanged { Context = Make.Context(), Items = [room.At()] });
        await service.PublishAsync(Make.Completed(EntityKind.Booking, Make.Noon.AddMinutes(-5)));

        await Eventually.TrueAsync(
            async () => await service.AskAsync($"phone={phone}") is { Phase: StayPhase.Current } answer
                && string.Equals(answer.Room?.ExternalId, room.ExternalId, StringComparison.Ordinal)
                && answer.Source.ObservedAt == Make.Noon.AddMinutes(-5),
            Deadline,
            "guest, stay, room and freshness are answered",
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Each_consumer_has_its_own_quorum_queue()
    {
        var queues = await servers.BrokerAsync(service.Amqp, "queues", TestContext.Current.CancellationToken);
        foreach (var name in new[] { "guest-context.bookings", "guest-context.guests", "guest-context.rooms", "guest-context.syncs" })
            Assert.Contains(queues, queue => queue.GetProperty("name").ValueEquals(name) && queue.GetProperty("type").ValueEquals("quorum"));
    }

    [Fact]
    public async Task A_bad_item_goes_to_the_error_queue_and_its_neighbours_are_answered()
    {
        Room[] rooms = [.. Enumerable.Range(0, 9).Select(_ => Make.Room())];
        rooms[4] = rooms[4] with { ExternalId = "bad\0id" };
        await service.PublishAsync(new RoomsChanged { Context = Make.Context(), Items = [.. rooms.Select(room => room.At())] });

        await Eventually.TrueAsync(
            async () => (await servers.BrokerAsync(service.Amqp, "queues", TestContext.Current.CancellationToken))
                .Any(queue => queue.GetProperty("name").ValueEquals("guest-context.rooms_error") && queue.TryGetProperty("messages", out var count) && count.GetInt32() == 1),
            Deadline,
            "the message with the bad item is in the error queue",
            TestContext.Current.CancellationToken);
        var ids = string.Join(',', rooms.Where((_, index) => index != 4).Select(room => $"'{room.ExternalId}'"));
        Assert.Equal(["8"], await service.RowsAsync($"SELECT count(*) FROM room WHERE external_id IN ({ids})"));
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_of_a_batch_leaves_nothing_half_done_and_nothing_undone()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = await servers.FreshDatabaseAsync(cancellationToken);
        var amqp = await servers.FreshVirtualHostAsync(cancellationToken);
        Booking[] bookings = [.. Enumerable.Range(0, 100).Select(_ => Make.Booking(-1, 2, BookingStatus.InHouse, "gst-1", Make.Phone()))];

        await using var outside = NpgsqlDataSource.Create(database);
        using (var first = await ServiceProcess.StartAsync(database, amqp, cancellationToken))
        {
            // Somebody holds one of the batch's contacts: the service has written the bookings and waits within its transaction.
            await using var connection = await outside.OpenConnectionAsync(cancellationToken);
            await using var blocker = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, "LOCK TABLE guest_context.guest_contact IN SHARE ROW EXCLUSIVE MODE");
            await PublishAsync(amqp, new BookingsChanged { Context = Make.Context(), Items = [.. bookings.Select(booking => booking.At())] });
            await Eventually.TrueAsync(
                async () => await CountAsync(outside, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'guest_context.guest_contact'::regclass") > 0,
                Deadline,
                "the service waits in the middle of the batch",
                cancellationToken);
            first.Kill();
            await blocker.RollbackAsync(cancellationToken);
        }

        await Eventually.TrueAsync(
            async () => await CountAsync(outside, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'") == 0,
            Deadline,
            "the server has noticed",
            cancellationToken);
        Assert.Equal(0, await CountAsync(outside, "SELECT count(*) FROM guest_context.booking"));

        using var second = await ServiceProcess.StartAsync(database, amqp, cancellationToken);
        await Eventually.TrueAsync(
            async () => await CountAsync(outside, "SELECT count(*) FROM guest_context.guest_contact") == 100,
            Deadline,
            "the batch was delivered again",
            cancellationToken);
        Assert.Equal(100, await CountAsync(outside, "SELECT count(*) FROM guest_context.booking"));
        Assert.Equal(100, await CountAsync(outside, "SELECT count(*) FROM guest_context.booking_guest"));
    }

    private static async Task PublishAsync<T>(string amqp, T @event)
        where T : class
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "a connector" });
        builder.Configuration["ConnectionStrings:messaging"] = amqp;
        ServiceDefaults.Messaging.AddPmsMessaging(builder, "messaging");
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await ServiceDefaults.Publishing.PublishAllAsync(
            host.Services.GetRequiredService<IBus>(), [@event], ServiceDefaults.Delivery.Required, TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
