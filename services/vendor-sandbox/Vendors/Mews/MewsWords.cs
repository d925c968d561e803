using System.Globalization;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>The world's facts in Mews' words.</summary>
internal static class MewsWords
{
    private static readonly string[] CancellationReasons =
        ["RequestedByGuest", "RequestedByBooker", "BookedElsewhere", "PriceTooHigh", "TravelAgency", "ConfirmationMissed", "InvalidPayment", "ForceMajeure", "InputError", "Other"];

    public static string StateText(MewsState state, int stay) => state.World.Stay(stay).Status switch
    {
        StayStatus.Inquiry => Dice.Of(state.Seed, 50, stay, 100) < 70 ? "Inquired" : "Requested",
        StayStatus.Tentative => "Optional",
        StayStatus.Confirmed => "Confirmed",
        StayStatus.InHouse => "Started",
        StayStatus.CheckedOut => "Processed",
        _ => "Canceled",
    };

    public static string? CancellationReason(MewsState state, int stay) => state.World.Stay(stay).Status switch
    {
        StayStatus.NoShow => "NoShow",
        StayStatus.Cancelled => CancellationReasons[Dice.Of(state.Seed, 51, stay, CancellationReasons.Length)],
        _ => null,
    };

    public static (string Origin, string? Commander) OriginOf(SaleChannel channel) => channel switch
    {
        SaleChannel.Direct => ("Distributor", null),
        SaleChannel.Phone => ("Commander", "Phone"),
        SaleChannel.WalkIn => ("Commander", "InPerson"),
        SaleChannel.Corporate => ("Commander", "Email"),
        SaleChannel.Agent => ("Connector", null),
        _ => ("ChannelManager", null),
    };

    /// <summary>The portal or travel agency a booking came through.</summary>
    public static MewsCompany? AgencyOf(MewsState state, int stay) => state.World.BookingOf(stay).Channel switch
    {
        SaleChannel.BookingCom => MewsState.Companies[0],
        SaleChannel.Expedia => MewsState.Companies[1],
        SaleChannel.Airbnb => MewsState.Companies[2],
        SaleChannel.Vrbo => MewsState.Companies[3],
        SaleChannel.Agent => MewsState.Companies[4 + Dice.Of(state.Seed, 52, state.World.Stay(stay).Booking, 2)],
        _ => null,
    };

    /// <summary>The firm a booking was made for.</summary>
    public static MewsCompany? PartnerOf(MewsState state, int stay) =>
        state.World.BookingOf(stay).Channel == SaleChannel.Corporate ? MewsState.Companies[6 + Dice.Of(state.Seed, 53, state.World.Stay(stay).Booking, 5)] : null;

    /// <summary>The portal's own number; null where none is involved.</summary>
    public static string? ChannelNumberOf(MewsState state, int stay)
    {
        var booking = state.World.Stay(stay).Booking;
        return state.World.BookingOf(stay).Channel switch
        {
            SaleChannel.BookingCom => (4_000_000_000L + booking * 37L).ToString(CultureInfo.InvariantCulture),
            SaleChannel.Expedia => (2_000_000_000L + booking * 11L).ToString(CultureInfo.InvariantCulture),
            SaleChannel.Airbnb or SaleChannel.Vrbo => string.Create(CultureInfo.InvariantCulture, $"HM{Dice.Of(state.Seed, 54, booking) >> 28:X9}"),
            _ => null,
        };
    }

    public static MewsAccount AccountOf(MewsState state, int stay) => state.World.Stay(stay).Has(StayFlags.CompanyAccount) && PartnerOf(state, stay) is { } company
        ? new MewsAccount(state.Ids.Of(MewsKind.Company, company.Number), true)
        : new MewsAccount(state.Ids.Of(MewsKind.Customer, state.World.BookingOf(stay).Guest), false);

    public static string ConditionText(RoomCondition condition) => condition switch
    {
        RoomCondition.Clean => "Clean",
        RoomCondition.Dirty => "Dirty",
        RoomCondition.Inspected => "Inspected",
        RoomCondition.OutOfService => "OutOfService",
        _ => "OutOfOrder",
    };
}
