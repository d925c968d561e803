using System.Globalization;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Writes a reservation (ver 2023-06-06) with every documented member.</summary>
internal static class MewsReservationJson
{
    private static readonly JsonEncodedText BookerId = JsonEncodedText.Encode("BookerId");
    private static readonly JsonEncodedText Origin = JsonEncodedText.Encode("Origin");
    private static readonly JsonEncodedText CommanderOrigin = JsonEncodedText.Encode("CommanderOrigin");
    private static readonly JsonEncodedText OriginDetails = JsonEncodedText.Encode("OriginDetails");
    private static readonly JsonEncodedText CancelledUtc = JsonEncodedText.Encode("CancelledUtc");
    private static readonly JsonEncodedText VoucherId = JsonEncodedText.Encode("VoucherId");
    private static readonly JsonEncodedText BusinessSegmentId = JsonEncodedText.Encode("BusinessSegmentId");
    private static readonly JsonEncodedText OwnerCheckedIn = JsonEncodedText.Encode("OwnerCheckedIn");
    private static readonly JsonEncodedText AllCompanionsCheckedIn = JsonEncodedText.Encode("AllCompanionsCheckedIn");
    private static readonly JsonEncodedText AnyCompanionCheckedIn = JsonEncodedText.Encode("AnyCompanionCheckedIn");
    private static readonly JsonEncodedText ConnectorCheckIn = JsonEncodedText.Encode("ConnectorCheckIn");
    private static readonly JsonEncodedText RateId = JsonEncodedText.Encode("RateId");
    private static readonly JsonEncodedText CreditCardId = JsonEncodedText.Encode("CreditCardId");
    private static readonly JsonEncodedText GroupId = JsonEncodedText.Encode("GroupId");
    private static readonly JsonEncodedText RequestedResourceCategoryId = JsonEncodedText.Encode("RequestedResourceCategoryId");
    private static readonly JsonEncodedText AssignedResourceId = JsonEncodedText.Encode("AssignedResourceId");
    private static readonly JsonEncodedText AvailabilityBlockId = JsonEncodedText.Encode("AvailabilityBlockId");
    private static readonly JsonEncodedText PartnerCompanyId = JsonEncodedText.Encode("PartnerCompanyId");
    private static readonly JsonEncodedText TravelAgencyId = JsonEncodedText.Encode("TravelAgencyId");
    private static readonly JsonEncodedText AssignedResourceLocked = JsonEncodedText.Encode("AssignedResourceLocked");
    private static readonly JsonEncodedText ChannelNumber = JsonEncodedText.Encode("ChannelNumber");
    private static readonly JsonEncodedText ChannelManagerNumber = JsonEncodedText.Encode("ChannelManagerNumber");
    private static readonly JsonEncodedText CancellationReason = JsonEncodedText.Encode("CancellationReason");
    private static readonly JsonEncodedText ReleasedUtc = JsonEncodedText.Encode("ReleasedUtc");
    private static readonly JsonEncodedText ScheduledStartUtc = JsonEncodedText.Encode("ScheduledStartUtc");
    private static readonly JsonEncodedText ActualStartUtc = JsonEncodedText.Encode("ActualStartUtc");
    private static readonly JsonEncodedText ScheduledEndUtc = JsonEncodedText.Encode("ScheduledEndUtc");
    private static readonly JsonEncodedText ActualEndUtc = JsonEncodedText.Encode("ActualEndUtc");
    private static readonly JsonEncodedText Purpose = JsonEncodedText.Encode("Purpose");
    private static readonly JsonEncodedText QrCodeData = JsonEncodedText.Encode("QrCodeData");
    private static readonly JsonEncodedText PersonCounts = JsonEncodedText.Encode("PersonCounts");
    private static readonly JsonEncodedText AgeCategoryId = JsonEncodedText.Encode("AgeCategoryId");
    private static readonly JsonEncodedText Count = JsonEncodedText.Encode("Count");

    public static void Write(MewsContext context, int reservation)
    {
        if (reservation < 0)
            WriteParker(context, reservation);
        else
            WriteStay(context, reservation);
    }

    /// <summary>When a long-term parker came and will go.</summary>
    public static (uint Since, uint Until) ParkingTimes(MewsContext context, int reservation)
    {
        var days = context.World.Days;
        return (days.At(context.World.Today - 900 + reservation * 7, 540), days.At(context.World.Today + 200 - reservation * 11, 540));
    }

    private static void WriteStay(MewsContext context, int number)
    {
        var world = context.World;
        var json = context.Json;
        ref readonly var stay = ref world.Stay(number);
        ref readonly var booking = ref world.BookingOf(number);
        var broken = context.Broken(BrokenEntity.Bookings, number);
        var (origin, commander) = MewsWords.OriginOf(booking.Channel);

        json.WriteStartObject();
        if (broken != BrokenHow.MissingId)
            json.WriteString(MewsNames.Id, MewsReservations.IdOf(context.State, number));
        json.WriteString(MewsNames.ServiceId, context.State.StayService);
        WriteParties(context, number, booking);
        WriteNumber(json, MewsReservations.FirstNumber + number);
        if (broken == BrokenHow.WrongType)
            json.WriteNumber(MewsNames.State, 3);
        else
            json.WriteString(MewsNames.State, MewsWords.StateText(context.State, number));
        json.WriteString(Origin, origin);
        context.WriteText(CommanderOrigin, commander);
        json.WriteNull(OriginDetails);
        context.WriteTime(MewsNames.CreatedUtc, booking.Created);
        context.WriteTime(MewsNames.UpdatedUtc, stay.Updated);
        context.WriteTime(CancelledUtc, stay.CancelledAt);
        json.WriteNull(VoucherId);
        json.WriteNull(BusinessSegmentId);
        WriteOptions(json, stay.StartedAt != 0, stay.StartedAt != 0 && stay.Companions > 0);
        json.WriteString(RateId, context.Ids.Of(MewsKind.Rate, stay.Booking % 3));
        json.WriteNull(CreditCardId);
        json.WriteString(GroupId, context.Ids.Of(MewsKind.Group, stay.Booking));
        json.WriteString(RequestedResourceCategoryId, context.Ids.Of(MewsKind.Category, world.Rooms.Rooms[stay.Room].Group));
        context.Write(AssignedResourceId, stay.Has(StayFlags.RoomNotAssigned) ? null : context.Ids.Of(MewsKind.Resource, stay.Room));
        json.WriteNull(AvailabilityBlockId);
        context.Write(PartnerCompanyId, MewsWords.PartnerOf(context.State, number) is { } partner ? context.Ids.Of(MewsKind.Company, partner.Number) : null);
        context.Write(TravelAgencyId, MewsWords.AgencyOf(context.State, number) is { } agency ? context.Ids.Of(MewsKind.Company, agency.Number) : null);
        json.WriteBoolean(AssignedResourceLocked, Locked(context, number));
        json.WriteString(ChannelNumber, MewsWords.ChannelNumberOf(context.State, number) ?? "");
        json.WriteString(ChannelManagerNumber, origin == "ChannelManager" ? (number - booking.FirstStay + 1).ToString(CultureInfo.InvariantCulture) : "");
        context.WriteText(CancellationReason, MewsWords.CancellationReason(context.State, number));
        context.WriteTime(ReleasedUtc, stay.Status == StayStatus.Tentative ? world.Days.At(stay.Arrival - 1, 18 * 60) : 0);
        WriteTimes(context, number, broken == BrokenHow.ImpossibleDates);
        json.WriteString(Purpose, booking.Channel is SaleChannel.Corporate ? "Business" : "Leisure");
        json.WriteNull(QrCodeData);
        WritePersons(context, stay.Adults, stay.Children, stay.Infants);
        json.WriteEndObject();
    }

    private static bool Locked(MewsContext context, int number) => Dice.Of(context.Property.Seed, 55, number, 20) == 0;

    private static void WriteParties(MewsContext context, int number, in BookingRow booking)
    {
        var account = MewsWords.AccountOf(context.State, number);
        context.Json.WriteString(MewsNames.AccountId, account.Id);
        context.Json.WriteString(MewsNames.AccountType, account.IsCompany ? MewsNames.CompanyType : MewsNames.CustomerType);
        context.Json.WriteString(MewsNames.CreatorProfileId, context.Ids.Of(MewsKind.Profile, 0));
        context.Json.WriteString(MewsNames.UpdaterProfileId, context.Ids.Of(MewsKind.Profile, 1));
        context.Write(BookerId, booking.Rooms > 1 && !account.IsCompany ? account.Id : null);
    }

    private static void WriteNumber(Utf8JsonWriter json, int number)
    {
        Span<byte> digits = stackalloc byte[11];
        System.Buffers.Text.Utf8Formatter.TryFormat(number, digits, out var length);
        json.WriteString(MewsNames.Number, digits[..length]);
    }

    private static void WriteOptions(Utf8JsonWriter json, bool owner, bool companions)
    {
        json.WriteStartObject(MewsNames.Options);
        json.WriteBoolean(OwnerCheckedIn, owner);
        json.WriteBoolean(AllCompanionsCheckedIn, companions);
        json.WriteBoolean(AnyCompanionCheckedIn, companions);
        json.WriteBoolean(ConnectorCheckIn, false);
        json.WriteEndObject();
    }

    private static void WriteTimes(MewsContext context, int number, bool impossible)
    {
        ref readonly var stay = ref context.World.Stay(number);
        var (start, end) = (context.World.ScheduledStart(number), context.World.ScheduledEnd(number));
        context.WriteTime(MewsNames.StartUtc, stay.StartedAt != 0 && stay.StartedAt < start ? stay.StartedAt : start);
        context.WriteTime(MewsNames.EndUtc, end);
        if (impossible)
            context.Json.WriteString(ScheduledStartUtc, "2026-02-30T14:00:00Z"u8);
        else
            context.WriteTime(ScheduledStartUtc, start);
        context.WriteTime(ActualStartUtc, stay.StartedAt);
        context.WriteTime(ScheduledEndUtc, end);
        context.WriteTime(ActualEndUtc, stay.EndedAt);
    }

    private static void WritePersons(MewsContext context, params ReadOnlySpan<byte> persons)
    {
        context.Json.WriteStartArray(PersonCounts);
        for (var age = 0; age < persons.Length; age++)
        {
            if (persons[age] == 0)
                continue;
            context.Json.WriteStartObject();
            context.Json.WriteString(AgeCategoryId, context.State.AgeCategories[age]);
            context.Json.WriteNumber(Count, persons[age]);
            context.Json.WriteEndObject();
        }

        context.Json.WriteEndArray();
    }

    private static void WriteParker(MewsContext context, int number)
    {
        var json = context.Json;
        var (since, until) = ParkingTimes(context, number);
        json.WriteStartObject();
        json.WriteString(MewsNames.Id, MewsReservations.IdOf(context.State, number));
        json.WriteString(MewsNames.ServiceId, context.State.ParkingService);
        json.WriteString(MewsNames.AccountId, context.Ids.Of(MewsKind.Company, MewsState.Companies[^1].Number));
        json.WriteString(MewsNames.AccountType, MewsNames.CompanyType);
        json.WriteString(MewsNames.CreatorProfileId, context.Ids.Of(MewsKind.Profile, 0));
        json.WriteString(MewsNames.UpdaterProfileId, context.Ids.Of(MewsKind.Profile, 1));
        json.WriteNull(BookerId);
        WriteNumber(json, MewsReservations.FirstNumber + number);
        json.WriteString(MewsNames.State, "Started"u8);
        json.WriteString(Origin, "Commander"u8);
        json.WriteString(CommanderOrigin, "Email"u8);
        json.WriteNull(OriginDetails);
        context.WriteTime(MewsNames.CreatedUtc, since);
        context.WriteTime(MewsNames.UpdatedUtc, since);
        json.WriteNull(CancelledUtc);
        json.WriteNull(VoucherId);
        json.WriteNull(BusinessSegmentId);
        WriteOptions(json, true, false);
        json.WriteString(RateId, context.Ids.Of(MewsKind.Rate, 9));
        json.WriteNull(CreditCardId);
        json.WriteString(GroupId, context.Ids.Of(MewsKind.Group, (1L << 32) - number));
        json.WriteString(RequestedResourceCategoryId, context.Ids.Of(MewsKind.Category, context.State.Categories.Count - 1));
        json.WriteString(AssignedResourceId, context.Ids.Of(MewsKind.Resource, context.World.Rooms.Rooms.Count + 4 - number));
        json.WriteNull(AvailabilityBlockId);
        json.WriteNull(PartnerCompanyId);
        json.WriteNull(TravelAgencyId);
        json.WriteBoolean(AssignedResourceLocked, true);
        json.WriteString(ChannelNumber, ""u8);
        json.WriteString(ChannelManagerNumber, ""u8);
        json.WriteNull(CancellationReason);
        json.WriteNull(ReleasedUtc);
        context.WriteTime(MewsNames.StartUtc, since);
        context.WriteTime(MewsNames.EndUtc, until);
        context.WriteTime(ScheduledStartUtc, since);
        context.WriteTime(ActualStartUtc, since);
        context.WriteTime(ScheduledEndUtc, until);
        json.WriteNull(ActualEndUtc);
        json.WriteNull(Purpose);
        json.WriteNull(QrCodeData);
        WritePersons(context, 1);
        json.WriteEndObject();
    }
}
