using System.Runtime.InteropServices;

namespace PmsPlatform.VendorSandbox.World;

/// <summary>Where a stay stands in the hotel, before any vendor puts it into its own words.</summary>
internal enum StayStatus : byte
{
    Inquiry,
    Tentative,
    Confirmed,
    InHouse,
    CheckedOut,
    Cancelled,
    NoShow,

    /// <summary>The owner keeps the room for himself.</summary>
    Blocked,
}

/// <summary>How a booking came in.</summary>
internal enum SaleChannel : byte
{
    Direct,
    Phone,
    WalkIn,
    BookingCom,
    Expedia,
    Airbnb,
    Vrbo,
    Corporate,
    Agent,
}

[Flags]
internal enum StayFlags : byte
{
    None = 0,

    /// <summary>The room is held in the hotel's plan but not shown as assigned yet.</summary>
    RoomNotAssigned = 1,

    /// <summary>The channel gave no dates (inquiries only).</summary>
    DatesUnspecified = 2,

    /// <summary>The account is the company's; the persons staying are companions.</summary>
    CompanyAccount = 4,

    /// <summary>The account holder is listed as a companion too.</summary>
    HolderIsCompanion = 8,

    /// <summary>Dates, persons or price were changed after booking.</summary>
    Modified = 16,

    /// <summary>Comes or goes at another hour than the hotel's; see the stay's texts.</summary>
    OwnTimes = 32,

    /// <summary>The record is gone: listed no more and not found by id.</summary>
    Deleted = 64,
}

/// <summary>One room over one span of nights. Moments are seconds since 2000, days are days since 2000; 0 = never.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Stay
{
    public uint Updated;
    public uint StartedAt;
    public uint EndedAt;
    public uint CancelledAt;
    public int Booking;
    public int Room;
    public int FirstCompanion;
    public ushort Arrival;
    public ushort Departure;
    public StayStatus Status;
    public StayFlags Flags;
    public byte Adults;
    public byte Children;
    public byte Infants;
    public byte Companions;

    public readonly int Nights => Departure - Arrival;

    public readonly bool Has(StayFlags flag) => (Flags & flag) != StayFlags.None;

    /// <summary>Whether nobody else can have the room in these nights.</summary>
    public readonly bool HoldsRoom => Status is StayStatus.Tentative or StayStatus.Confirmed or StayStatus.InHouse or StayStatus.CheckedOut or StayStatus.Blocked;
}

/// <summary>What was sold in one go: one to four stays that follow each other in the table of stays.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct BookingRow
{
    public uint Created;
    public int Guest;
    public int FirstStay;
    public byte Rooms;
    public SaleChannel Channel;
}

/// <summary>A person's profile; everything that is not here is computed from the number of the guest.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct GuestRow
{
    public uint Created;
    public uint Updated;

    /// <summary>The profile this one was merged into, or -1.</summary>
    public int MergedInto;
}
