namespace PmsPlatform.VendorSandbox.World;

/// <summary>Finds the persons of every booking in order of booking: new ones, guests who come again (never while they are staying), companions.</summary>
internal sealed class People(WorldOrder order, uint asOf)
{
    private const int ReturningPercent = 24;
    private readonly List<GuestRow> _guests = [];
    private readonly List<ushort> _busyUntil = [];
    private Dice _dice = new(order.Seed ^ 0x5EED);

    public GuestRow[] Assign(BookingRow[] bookings, Stay[] stays)
    {
        for (var number = 0; number < bookings.Length; number++)
        {
            ref var booking = ref bookings[number];
            var party = stays.AsSpan(booking.FirstStay, booking.Rooms);
            booking.Guest = Holder(booking, party[0]);
            var company = booking.Channel == SaleChannel.Corporate && _dice.Percent(45);
            foreach (ref var stay in party)
                Accompany(ref stay, booking, company);
            if (_dice.Percent(1))
                MergeInto(booking.Guest, booking.Created);
        }

        return [.. _guests];
    }

    private int Holder(in BookingRow booking, in Stay stay)
    {
        if (_guests.Count > 0 && stay.Status != StayStatus.Blocked && _dice.Percent(ReturningPercent))
        {
            var known = _dice.Below(_guests.Count);
            if (_busyUntil[known] <= stay.Arrival && _guests[known].MergedInto < 0)
            {
                _busyUntil[known] = stay.Departure;
                var row = _guests[known];
                _guests[known] = row with { Updated = Math.Max(row.Updated, booking.Created) };
                return known;
            }
        }

        return Add(booking.Created, stay.Departure);
    }

    private void Accompany(ref Stay stay, in BookingRow booking, bool company)
    {
        if (stay.Status == StayStatus.Blocked)
            return;
        if (company)
            stay.Flags |= StayFlags.CompanyAccount;
        else if (_dice.Percent(35))
            stay.Flags |= StayFlags.HolderIsCompanion;
        if (stay.Adults < 2 || !_dice.Percent(30))
            return;
        stay.FirstCompanion = _guests.Count;
        stay.Companions = (byte)(stay.Adults - 1);
        for (var companion = 0; companion < stay.Companions; companion++)
            Add(booking.Created, stay.Departure);
    }

    /// <summary>A second profile of the same person that staff merged into the first.</summary>
    private void MergeInto(int guest, uint created)
    {
        var duplicate = Add(created, ushort.MaxValue);
        var later = created + (uint)_dice.Below((int)Math.Min(asOf - created + 1, 90 * 86_400u));
        _guests[duplicate] = _guests[duplicate] with { MergedInto = guest, Updated = later };
    }

    private int Add(uint created, ushort busyUntil)
    {
        var updated = created + (uint)_dice.Below((int)Math.Min(asOf - created + 1, 400 * 86_400u));
        _guests.Add(new GuestRow { Created = created, Updated = updated, MergedInto = -1 });
        _busyUntil.Add(busyUntil);
        return _guests.Count - 1;
    }
}
