using System.Text;
using PmsPlatform.Connectors.Runtime.Changes;
using PmsPlatform.Connectors.Runtime.Connections;
using PmsPlatform.Connectors.Runtime.Http;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>What a vendor says of a write, made fit to be shown to the one who asked for it: no secret, no card number, one line, not endless.</summary>
internal static class VendorWords
{
    private const int MostCharacters = 500;
    private const int ShortestSecret = 4;

    /// <summary>Stands for a full stop: a control character, which the text has no more.</summary>
    private const char Stop = '\u0001';

    public static string Of(VendorException error, BoundConnection connection)
    {
        var text = new StringBuilder();
        foreach (var letter in error.VendorText ?? error.Reason)
            text.Append(char.IsControl(letter) ? ' ' : letter);

        foreach (var setting in connection.Descriptor.Settings.Where(setting => setting.Secret))
        {
            if (connection.Connection.Settings.GetValueOrDefault(setting.Name) is { Length: >= ShortestSecret } secret)
                text.Replace(secret, "***");
        }

        // The mask works on JSON: it looks inside of quotes, and takes digits with a full stop behind them for a number.
        var quoted = $"\"{text.ToString().Trim().Replace('"', '\'').Replace('\\', '/').Replace('.', Stop)}\"";
        var masked = Encoding.UTF8.GetString(CardMask.Mask(Encoding.UTF8.GetBytes(quoted)))[1..^1].Replace(Stop, '.');
        return masked.Length <= MostCharacters ? masked : string.Concat(masked.AsSpan(0, MostCharacters - 1), "…");
    }
}
