using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.Contracts.Bookings;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Guests;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.GuestContext.Privacy;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Privacy;
using PmsPlatform.TestKit;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>A guest is found with everything that is his, handed out, and erased for good.</summary>
public sealed class ErasureTests(ContextService service) : IClassFixture<ContextService>
{
    [Fact]
    public async Task A_person_is_found_with_merged_profiles_and_every_booking()
    {
        var phone = Make.Phone();
        var (kept, merged) = (Make.Guest(phone), Make.Guest());
        merged = merged with { MergedIntoExternalId = kept.ExternalId };
        var (own, old, mentioned) = (Make.Booking(-1, 2, BookingStatus.InHouse, kept.ExternalId), Make.Booking(-30, -20, BookingStatus.CheckedOut, merged.ExternalId), Make.Booking(-9, -8, phone: phone));
        await service.RecordAsync(kept.At(), merged.At());
        await service.RecordAsync(own.At(), old.At(), mentioned.At());

        var found = await FindAsync(new PersonQuestion { HotelId = Make.Aurora, Contacts = [Print(phone)] });

        var connection = Assert.Single(found.Connections);
        Assert.Equal(("con_aurora", "mews", 1), (connection.ConnectionId, connection.Vendor, found.OpenStays));
        Assert.Equal(new[] { kept.ExternalId, merged.ExternalId }.Order(StringComparer.Ordinal), connection.Person.GuestIds);
        Assert.Equal(new[] { own.ExternalId, old.ExternalId, mentioned.ExternalId }.Order(StringComparer.Ordinal), connection.Person.BookingIds);
        var byProfile = await FindAsync(new PersonQuestion { HotelId = Make.Aurora, Guest = new ProfileReference("con_aurora", merged.ExternalId) });
        Assert.Equal(connection.Person.GuestIds, Assert.Single(byProfile.Connections).Person.GuestIds);
        Assert.Empty((await FindAsync(new PersonQuestion { HotelId = Make.Harbour, Contacts = [Print(phone)] })).Connections);
    }

    [Fact]
    public async Task A_person_is_handed_what_is_his_and_nothing_of_others()
    {
        var guest = Make.Guest(Make.Phone());
        var booking = Make.Booking(-9, -8, guest: guest.ExternalId) with
        {
            Guests = [new BookingGuest { ExternalId = guest.ExternalId, Name = "Ilka Varga", IsPrimary = true }, new BookingGuest { ExternalId = "gst-other", Name = "Bence Torma", Email = "bence@private.example" }],
        };
        await service.RecordAsync(guest.At());
        await service.RecordAsync(booking.At());

        using var answer = await PostAsync("records", JsonSerializer.Serialize(
            new PersonalRecordsQuestion(Make.Aurora, "con_aurora", new PersonTraces { GuestIds = [guest.ExternalId], BookingIds = [booking.ExternalId] }), ContractsJson.Default.PersonalRecordsQuestion));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["booking", "guest"], JsonSerializer.Deserialize(text, ContractsJson.Default.IReadOnlyListPersonalRecord)!.Select(record => record.Kind).Order(StringComparer.Ordinal));
        Assert.Contains("Ilka Varga", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bence", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bence@", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gst-other", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erased_guest_answers_nothing_and_the_stay_keeps_its_dates_and_its_other_guests()
    {
        var (phone, other) = (Make.Phone(), Make.Phone());
        var guest = Make.Guest(phone);
        var booking = Shared(guest, phone, other);
        await service.RecordAsync(guest.At(Make.Noon));
        await service.RecordAsync(booking.At(Make.Noon));

        var counts = await EraseAsync(guest.ExternalId, booking.ExternalId, phone);

        Assert.Equal((1, 1, 2), (counts["guests"], counts["bookings"], counts["contacts"]));
        Assert.Null(await service.AskAsync($"phone={phone}"));
        var stay = await service.AskAsync($"phone={other}");
        Assert.Equal((booking.ExternalId, null), (stay?.Booking?.ExternalId, stay?.Booking?.Notes));
        Assert.Equal([(guest.ExternalId, null), (null, "Bence Torma")], stay!.Booking!.Guests.Select(person => (person.ExternalId, person.Name)));
        Assert.Null((await service.AskAsync($"booking={booking.ExternalId}"))?.Guest);
    }

    [Fact]
    public async Task The_same_content_arriving_again_brings_nothing_back()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var booking = Shared(guest, phone, Make.Phone());
        await service.RecordAsync(guest.At(Make.Noon));
        await service.RecordAsync(booking.At(Make.Noon));
        await EraseAsync(guest.ExternalId, booking.ExternalId, phone);

        await service.RecordAsync(guest.At(Make.Noon, Make.Noon.AddHours(3)));
        await service.RecordAsync(booking.At(Make.Noon, Make.Noon.AddHours(3)));

        Assert.Null(await service.AskAsync($"phone={phone}"));
        var stay = await service.AskAsync($"booking={booking.ExternalId}");
        Assert.Null(stay?.Guest);
        Assert.DoesNotContain(stay!.Booking!.Guests, person => person.Name is "Ilka Varga");
    }

    [Fact]
    public async Task What_the_vendor_changes_afterwards_is_told_anew()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        await service.RecordAsync(guest.At(Make.Noon));
        await EraseAsync(guest.ExternalId, null, phone);

        await service.RecordAsync((guest with { Vip = true }).At(service.Time.GetUtcNow().AddHours(1)));

        Assert.Equal(guest.ExternalId, (await service.AskAsync($"phone={phone}"))?.Guest?.ExternalId);
    }

    [Fact]
    public async Task What_the_vendor_changed_before_and_is_read_only_now_is_without_the_person_too()
    {
        var (phone, other) = (Make.Phone(), Make.Phone());
        var guest = Make.Guest(phone);
        var booking = Shared(guest, phone, other);
        await service.RecordAsync(guest.At(Make.Noon));
        await service.RecordAsync(booking.At(Make.Noon));
        service.Time.Advance(TimeSpan.FromHours(2));
        await EraseAsync(guest.ExternalId, booking.ExternalId, phone);

        await service.RecordAsync((guest with { Vip = true }).At(Make.Noon.AddHours(1), Make.Noon.AddHours(3)));
        await service.RecordAsync((booking with { Notes = "Ilka wants two windows.", Adults = 2 }).At(Make.Noon.AddHours(1), Make.Noon.AddHours(3)));

        Assert.Null(await service.AskAsync($"phone={phone}"));
        var stay = await service.AskAsync($"booking={booking.ExternalId}");
        Assert.Equal((2, null, null), (stay?.Booking?.Adults, stay?.Booking?.Notes, stay?.Guest));
        Assert.DoesNotContain(stay!.Booking!.Guests, person => person.Name is "Ilka Varga");
    }

    [Fact]
    public async Task Erasing_twice_finds_nothing_more()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        var booking = Shared(guest, phone, Make.Phone());
        await service.RecordAsync(guest.At(Make.Noon));
        await service.RecordAsync(booking.At(Make.Noon));
        await EraseAsync(guest.ExternalId, booking.ExternalId, phone);

        Assert.All((await EraseAsync(guest.ExternalId, booking.ExternalId, phone)).Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task A_request_over_the_broker_is_answered_over_the_broker()
    {
        var phone = Make.Phone();
        var guest = Make.Guest(phone);
        await service.RecordAsync(guest.At(Make.Noon));

        await service.PublishAsync(Requested(guest.ExternalId, null, phone));

        await Eventually.TrueAsync(
            async () => await service.AskAsync($"phone={phone}") is null, TimeSpan.FromSeconds(30), "the guest answers no more", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stays_and_profiles_that_were_kept_long_enough_are_deleted_and_no_others()
    {
        var options = new RetentionOptions { Stays = TimeSpan.FromDays(100) };
        var forget = ActivatorUtilities.CreateInstance<ForgetOldStays>(service.Services, options);
        var (gone, returning) = (Make.Guest(Make.Phone()), Make.Guest(Make.Phone()));
        var old = Make.Booking(-120, -110, BookingStatus.CheckedOut, gone.ExternalId);
        var (first, second) = (Make.Booking(-120, -110, BookingStatus.CheckedOut, returning.ExternalId), Make.Booking(-20, -10, BookingStatus.CheckedOut, returning.ExternalId));
        var longAgo = Make.Noon.AddDays(-110);
        await service.RecordAsync(gone.At(longAgo), returning.At(longAgo));
        await service.RecordAsync(old.At(longAgo), first.At(longAgo), second.At(longAgo));

        Assert.Equal((2, 1), await forget.ForgetAsync(TestContext.Current.CancellationToken));

        Assert.Null(await service.AskAsync($"booking={old.ExternalId}"));
        Assert.Null(await service.AskAsync($"phone={gone.Phones[0].AsGiven}"));
        Assert.Equal(second.ExternalId, (await service.AskAsync($"phone={returning.Phones[0].AsGiven}"))?.Booking?.ExternalId);
    }

    private static Booking Shared(Guest guest, string phone, string other) => Make.Booking(-9, -8, BookingStatus.CheckedOut) with
    {
        Guests = [new BookingGuest { ExternalId = guest.ExternalId, Name = "Ilka Varga", Phone = phone, IsPrimary = true }, new BookingGuest { Name = "Bence Torma", Phone = other }],
        Notes = "Ilka wants the window.",
    };

    private string Print(string phone) => Convert.ToBase64String(
        service.Services.GetRequiredService<PersonalDataProtector>().BlindIndex(Make.Aurora, ContactForm.Phone, ContactForm.OfPhone(phone)!));

    private GuestErasureRequested Requested(string guest, string? booking, string phone) => new()
    {
        Context = Make.Context(),
        ErasureId = Guid.NewGuid(),
        Pass = 1,
        Person = new PersonTraces { GuestIds = [guest], BookingIds = booking is null ? [] : [booking], Contacts = [Print(phone)] },
    };

    private Task<Dictionary<string, long>> EraseAsync(string guest, string? booking, string phone) =>
        service.Consumer<EraseGuest>().EraseAsync(Requested(guest, booking, phone), TestContext.Current.CancellationToken);

    private async Task<PersonFound> FindAsync(PersonQuestion question)
    {
        using var answer = await PostAsync("persons", JsonSerializer.Serialize(question, ContractsJson.Default.PersonQuestion));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.PersonFound, TestContext.Current.CancellationToken))!;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/internal/privacy/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var caller = new CallerIdentity("connections", []) { Kind = CallerKind.Service };
        request.Headers.Add(IdentitySigner.HeaderName, service.Services.GetRequiredService<IdentitySigner>().Sign(caller, TimeSpan.FromMinutes(1)));
        return await service.SendAsync(request);
    }
}
