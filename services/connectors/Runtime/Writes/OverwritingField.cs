using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>
/// Adds to a text that the vendor only lets be overwritten: reads it, writes it with the addition, reads it again, and does not rest before both what was there and
/// what is new are there. What is not seen to stay is written again; what the vendor cuts off is put back as it was.
/// </summary>
/// <remarks>
/// Between the first read and the write lies one call. Who changes the text within it is overwritten, and no vendor with such a field has a version by which
/// that could be noticed; who overwrites ours afterwards is noticed.
/// </remarks>
public sealed class OverwritingField
{
    private const int MostTries = 3;

    /// <summary>The vendor's operation, for errors.</summary>
    public required string Operation { get; init; }

    /// <summary>Reads the text; empty for none.</summary>
    public required Func<CancellationToken, Task<string?>> Read { get; init; }

    /// <summary>Overwrites it.</summary>
    public required Func<string, CancellationToken, Task> Write { get; init; }

    /// <summary>What is still to be added to a text; empty when all of it is there.</summary>
    public required Func<string, string> Missing { get; init; }

    /// <summary>Stands between what was there and what is added.</summary>
    public string Separator { get; init; } = "\n";

    /// <summary>Adds, and returns when it was seen to be there.</summary>
    /// <exception cref="VendorException">Rejected: the text does not fit. Uncertain: it was written but not seen to stay. Or what reading and writing throw.</exception>
    public async Task AppendAsync(CancellationToken cancellationToken)
    {
        var before = Plain(await Read(cancellationToken));
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (Missing(before) is not { Length: > 0 } addition)
                return;

            var whole = before.Length == 0 ? addition : before + Separator + addition;
            await Write(whole, cancellationToken);
            var after = await ReadAfterAsync(cancellationToken);
            if (Missing(after).Length == 0 && after.Contains(before, StringComparison.Ordinal))
                return;
            if (after.Length < whole.Length && whole.StartsWith(after, StringComparison.Ordinal) && after.Length > before.Length)
            {
                await Write(before, cancellationToken);
                throw new VendorException(VendorErrorKind.Rejected, Operation, $"the text does not fit: the vendor cut it after {after.Length} characters; it is as it was before");
            }

            before = after;
        }

        throw new VendorException(VendorErrorKind.Uncertain, Operation, "the text was written, but somebody else keeps overwriting it");
    }

    private async Task<string> ReadAfterAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Plain(await Read(cancellationToken));
        }
        catch (VendorException error) when (error.Kind is not VendorErrorKind.Uncertain)
        {
            throw new VendorException(VendorErrorKind.Uncertain, Operation, $"the text was written but could not be read again: {error.Reason}", error);
        }
    }

    private static string Plain(string? text) => (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}
