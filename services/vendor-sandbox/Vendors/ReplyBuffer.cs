using System.Buffers;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>A growing buffer from the shared pool: a page is written whole, so that its length is known and a fault can cut or bend it.</summary>
internal sealed class ReplyBuffer : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int _count;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    public void Clear() => _count = 0;

    public void Shorten(int count) => _count = Math.Min(count, _count);

    public Span<byte> Append(int count)
    {
        var span = GetSpan(count)[..count];
        Advance(count);
        return span;
    }

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_count);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _count = 0;
    }

    private void Reserve(int size)
    {
        size = Math.Max(size, 256);
        if (_bytes.Length - _count >= size)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_count + size, _bytes.Length * 2));
        _bytes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
