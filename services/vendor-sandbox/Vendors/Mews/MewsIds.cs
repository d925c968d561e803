using System.Buffers.Binary;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Kinds of things that have an id of their own.</summary>
internal enum MewsKind : byte
{
    Enterprise = 1,
    Chain,
    Service,
    Reservation,
    Group,
    Customer,
    Company,
    Resource,
    Category,
    Assignment,
    AgeCategory,
    Companionship,
    OrderItem,
    Order,
    Payment,
    Block,
    Note,
    Rate,
    Profile,
    Product,
    AccountingCategory,
    Bill,
    Address,
    Segment,
    Task,
}

/// <summary>
/// Unique identifiers without a table: the last 48 bits hold kind and number, scrambled by the property's key, the others are a check of both. So an id is
/// made and read in nanoseconds, and one of another property or kind is told apart.
/// </summary>
internal sealed class MewsIds(ulong seed)
{
    private const ulong NumberMask = (1UL << 40) - 1;

    public Guid Of(MewsKind kind, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        var scrambled = Scramble(((ulong)kind << 40) | ((ulong)number & NumberMask));
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Dice.Mix(seed ^ scrambled));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], scrambled);
        bytes[6] = (byte)(0x40 | (bytes[6] & 0x0F));
        var check = Dice.Mix(~seed ^ scrambled);
        bytes[8] = (byte)(0x80 | (check & 0x3F));
        bytes[9] = (byte)(check >> 8);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The number behind an id. False when it is none of this property and kind.</summary>
    public bool TryRead(Guid id, MewsKind kind, out long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var plain = Unscramble(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & ((1UL << 48) - 1));
        number = (long)(plain & NumberMask);
        return plain >> 40 == (ulong)kind && Of(kind, number) == id;
    }

    private ulong Scramble(ulong value)
    {
        var (left, right) = ((uint)(value >> 24), (uint)(value & 0xFFFFFF));
        for (var round = 0UL; round < 4; round++)
            (left, right) = (right, left ^ Round(right, round));
        return ((ulong)left << 24) | right;
    }

    private ulong Unscramble(ulong value)
    {
        var (left, right) = ((uint)(value >> 24), (uint)(value & 0xFFFFFF));
        for (var round = 3UL; round < 4; round--)
            (left, right) = (right ^ Round(left, round), left);
        return ((ulong)left << 24) | right;
    }

    private uint Round(uint half, ulong round) => (uint)(Dice.Mix(seed + half + (round << 32)) & 0xFFFFFF);
}
