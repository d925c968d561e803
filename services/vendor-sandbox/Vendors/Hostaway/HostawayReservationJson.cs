using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>Writes a reservation object (source/includes/_reservation_reservationObject.md), in the vendor's order of members.</summary>
internal static class HostawayReservationJson
{
    private static readonly string[] Wishes = ["Arriving by train", "We bring a cot", "Could we have an early check-in?", "Two cars, is there parking?", "Is the kettle electric?", "Late night arrival"];
    private static readonly string[] Remarks = ["Key handed over in person", "Asked for an invoice", "Returning guest, keep the flat warm", "Deposit waived"];
    private static readonly string[] Verifications = ["isGuestIdentityVerified", "isGuestVerifiedByEmail", "isGuestVerifiedByWorkEmail", "isGuestVerifiedByFacebook", "isGuestVerifiedByGovernmentId", "isGuestVerifiedByPhone", "isGuestVerifiedByReviews"];

    private static readonly string[] Airbnb =
    [
        "airbnbExpectedPayoutAmount", "airbnbListingBasePrice", "airbnbListingCancellationHostFee", "airbnbListingCancellationPayout", "airbnbListingCleaningFee", "airbnbListingHostFee",
        "airbnbListingSecurityPrice", "airbnbOccupancyTaxAmountPaidToHost", "airbnbTotalPaidAmount", "airbnbTransientOccupancyTaxPaidAmount", "airbnbCancellationPolicy",
    ];

    /// <param name="context">The call.</param>
    /// <param name="stay">First stay of the reservation.</param>
    /// <param name="attachments">Whether attached objects are shown; a list shows them on request only.</param>
    public static void Write(HostawayContext context, int stay, bool attachments)
    {
        var json = context.Json;
        var broken = context.Broken(BrokenEntity.Bookings, stay);
        json.WriteStartObject();
        // An owner's stay has no guest.
        var guest = HostawayWords.IsBlock(context.State, stay) ? null : context.World.People.Describe(context.World.BookingOf(stay).Guest);
        WriteIdentity(context, stay, broken);
        WriteGuest(context, stay, guest);
        WriteStay(context, stay, guest, broken);
        WriteMoney(context, stay, broken);
        WriteState(context, stay, guest, attachments);
        HostawayAttachments.Write(context, stay, guest, attachments);
        json.WriteEndObject();
    }

    public static string NameOf(GuestFacts guest) => guest.FirstName is null ? LastNameOf(guest) : guest.FirstName + " " + LastNameOf(guest);

    /// <summary>Both family names where there are two.</summary>
    public static string LastNameOf(GuestFacts guest) => guest.SecondLastName is null ? guest.LastName : guest.LastName + " " + guest.SecondLastName;

    private static void WriteIdentity(HostawayContext context, int stay, BrokenHow? broken)
    {
        var json = context.Json;
        var id = context.State.ReservationId(stay);
        var (channel, name) = HostawayWords.ChannelOf(context.State, stay);
        var external = HostawayWords.ChannelReservationOf(context.State, stay);
        if (broken != BrokenHow.MissingId)
            json.WriteNumber("id"u8, id);
        json.WriteNumber("listingMapId"u8, HostawayState.ListingId(context.State.ListingOf(stay)));
        json.WriteNumber("channelId"u8, channel);
        json.WriteString("source"u8, name);
        json.WriteString("channelName"u8, name);
        json.WriteString("reservationId"u8, external);
        if (broken != BrokenHow.MissingId)
            json.WriteNumber("hostawayReservationId"u8, id);
        json.WriteString("channelReservationId"u8, external);
        foreach (var member in (ReadOnlySpan<string>)["externalPropertyId", "externalRatePlanId", "externalUnitId", "assigneeUserId", "manualIcalId", "manualIcalName"])
            json.WriteNull(member);
        json.WriteNumber("isProcessed"u8, 1);
        json.WriteNumber("isInitial"u8, 0);
        json.WriteNumber("isManuallyChecked"u8, 0);
        json.WriteNumber("isInstantBooked"u8, channel == 2005 ? 1 : 0);
        json.WriteNumber("hasPullError"u8, 0);
        context.WriteTime("reservationDate"u8, context.World.BookingOf(stay).Created);
        json.WriteNull("pendingExpireDate"u8);
    }

    private static void WriteGuest(HostawayContext context, int stay, GuestFacts? guest)
    {
        var json = context.Json;
        context.WriteText("guestName"u8, guest is null ? "Owner" : NameOf(guest));
        context.WriteText("guestFirstName"u8, guest is null ? "Owner" : guest.FirstName);
        context.WriteText("guestLastName"u8, guest is null ? null : LastNameOf(guest));
        context.WriteText("guestExternalAccountId"u8, HostawayWords.ExternalAccountOf(context.State, stay));
        foreach (var member in (ReadOnlySpan<string>)["guestZipCode", "guestAddress", "guestCity"])
            json.WriteNull(member);
        context.WriteText("guestCountry"u8, guest?.Nationality);
        context.WriteText("guestEmail"u8, guest?.Email);
        foreach (var member in (ReadOnlySpan<string>)["guestPicture", "guestRecommendations", "guestTrips", "guestWork"])
            json.WriteNull(member);
        foreach (var member in Verifications)
            json.WriteNumber(member, 0);
    }

    private static void WriteStay(HostawayContext context, int stay, GuestFacts? guest, BrokenHow? broken)
    {
        var json = context.Json;
        ref readonly var row = ref context.World.Stay(stay);
        var (adults, children, infants) = PersonsOf(context.World, stay);
        var tells = HostawayWords.TellsAdults(context.State, stay);
        json.WriteNumber("numberOfGuests"u8, adults + children);
        context.WriteNumber("adults"u8, tells ? adults : null);
        context.WriteNumber("children"u8, tells && children > 0 ? children : null);
        context.WriteNumber("infants"u8, infants > 0 ? infants : null);
        json.WriteNull("pets"u8);
        if (broken == BrokenHow.ImpossibleDates)
            json.WriteString("arrivalDate"u8, "2026-02-30"u8);
        else if (broken == BrokenHow.WrongType)
            json.WriteNumber("arrivalDate"u8, 20260230);
        else
            json.WriteString("arrivalDate"u8, Moment.Date(row.Arrival));
        json.WriteString("departureDate"u8, Moment.Date(row.Departure));
        json.WriteNumber("isDatesUnspecified"u8, row.Has(StayFlags.DatesUnspecified) ? 1 : 0);
        json.WriteNull("previousArrivalDate"u8);
        json.WriteNull("previousDepartureDate"u8);
        var texts = context.World.TextsOf(stay);
        context.WriteNumber("checkInTime"u8, texts?.CheckInHour ?? Hour(context, 68, stay, 15, 6));
        context.WriteNumber("checkOutTime"u8, texts?.CheckOutHour ?? Hour(context, 69, stay, 8, 4));
        json.WriteNumber("nights"u8, row.Nights);
        context.WriteText("phone"u8, guest?.Phone);
    }

    /// <summary>Persons of all rooms together.</summary>
    public static (int Adults, int Children, int Infants) PersonsOf(HotelWorld world, int stay)
    {
        var booking = world.BookingOf(stay);
        var (adults, children, infants) = (0, 0, 0);
        for (var room = 0; room < booking.Rooms; room++)
        {
            ref readonly var row = ref world.Stay(booking.FirstStay + room);
            adults += row.Adults;
            children += row.Children;
            infants += row.Infants;
        }

        return (adults, children, infants);
    }

    private static void WriteMoney(HostawayContext context, int stay, BrokenHow? broken)
    {
        var json = context.Json;
        var price = HostawayMoney.PriceOf(context.State, stay);
        var (channel, _) = HostawayWords.ChannelOf(context.State, stay);
        context.WriteMoney("totalPrice"u8, price?.Total);
        context.WriteMoney("taxAmount"u8, price?.Tax);
        context.WriteMoney("channelCommissionAmount"u8, channel is 2000 or 2013 ? null : price?.Total * 15 / 100);
        json.WriteNull("hostawayCommissionAmount"u8);
        context.WriteMoney("cleaningFee"u8, price?.Cleaning);
        json.WriteNull("securityDepositFee"u8);
        context.WriteNumber("isPaid"u8, price is null ? null : HostawayMoney.IsPaid(context.State, stay) ? 1 : 0);
        json.WriteNull("paymentMethod"u8);
        json.WriteNull("stripeGuestId"u8);
        json.WriteString("currency"u8, broken == BrokenHow.UnknownCurrency ? "XQQ" : context.Property.Options.Currency);
    }

    private static void WriteState(HostawayContext context, int stay, GuestFacts? guest, bool attachments)
    {
        var json = context.Json;
        ref readonly var row = ref context.World.Stay(stay);
        var texts = context.World.TextsOf(stay);
        var cancelled = row.Status == StayStatus.Cancelled;
        json.WriteString("status"u8, HostawayWords.StatusText(context.State, stay));
        context.WriteTime("cancellationDate"u8, cancelled ? row.CancelledAt : 0);
        context.WriteText("cancelledBy"u8, !cancelled ? null : texts?.CancelledBy ?? (Dice.Of(context.State.Seed, 70, row.Booking, 3) == 0 ? "host" : "guest"));
        context.WriteText("hostNote"u8, texts?.HostNote is { } note ? Shown(note) : Pick(context, 71, stay, 10, Remarks));
        context.WriteText("guestNote"u8, texts?.GuestNote is { } wish ? Shown(wish) : guest is null ? null : Pick(context, 67, stay, 18, Wishes));
        context.WriteText("guestLocale"u8, guest?.Language is { Length: >= 2 } language ? language[..2] : null);
        foreach (var member in (ReadOnlySpan<string>)["doorCode", "doorCodeVendor", "doorCodeInstruction"])
            json.WriteNull(member);
        context.WriteText("comment"u8, texts?.Comment is { } comment ? Shown(comment) : null);
        context.WriteText("confirmationCode"u8, HostawayWords.ConfirmationCodeOf(context.State, stay));
        foreach (var member in Airbnb)
            json.WriteNull(member);
        json.WriteNumber("isStarred"u8, 0);
        json.WriteNumber("isArchived"u8, 0);
        json.WriteNumber("isPinned"u8, 0);
        json.WriteNull("originalChannel"u8);
        context.WriteTime("latestActivityOn"u8, row.Updated);
        context.WriteText("customerUserId"u8, HostawayWords.CustomerUserOf(context.State, stay));
        json.WriteNull("rentalAgreementFileUrl"u8);
        json.WriteString("reservationAgreement"u8, "not_required"u8);
        if (context.IncludePayments)
            context.WriteMoney("remainingBalance"u8, HostawayMoney.Balance(context.State, stay));
        foreach (var member in (ReadOnlySpan<string>)["insuranceStatus", "claimStatus", "insurancePolicyId", "cancellationPolicyId", "guestPaymentCardIsVirtual"])
            json.WriteNull(member);
        json.WriteString("cancellationPolicy"u8, "moderate"u8);
        context.WriteText("hostProxyEmail"u8, attachments ? $"c-{context.State.ReservationId(stay)}@host.stayrelay.example" : null);
        context.WriteTime("insertedOn"u8, context.World.BookingOf(stay).Created);
        context.WriteTime("updatedOn"u8, row.Updated);
    }

    /// <summary>A text that was cleared is null again.</summary>
    private static string? Shown(string text) => text.Length == 0 ? null : text;

    private static int? Hour(HostawayContext context, ulong topic, int stay, int earliest, int hours)
    {
        var chance = Dice.Of(context.State.Seed, topic, context.World.Stay(stay).Booking, hours * 3);
        return chance < hours ? earliest + chance : null;
    }

    private static string? Pick(HostawayContext context, ulong topic, int stay, int percent, string[] texts)
    {
        var chance = Dice.Of(context.State.Seed, topic, context.World.Stay(stay).Booking);
        return chance % 100 < (ulong)percent ? texts[(chance >> 8) % (ulong)texts.Length] : null;
    }
}
