using System.Buffers.Binary;

namespace PmsPlatform.Connectors.Runtime.Webhooks;

/// <summary>Ids of deliveries begin with the millisecond they came in (UUID version 7): what came when is found by the id alone.</summary>
internal static class InboxIds
{
    /// <summary>The lowest id of an instant; every delivery since then has this or a higher one.</summary>
    public static Guid FirstAt(DateTimeOffset instant)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)Math.Max(0, instant.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
