namespace PmsPlatform.VendorSandbox.World;

/// <summary>Minor units and price level of currencies (ISO 4217).</summary>
internal static class Currencies
{
    private static readonly HashSet<string> WithoutMinorUnits = new(
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], StringComparer.Ordinal);

    private static readonly HashSet<string> WithThousandths = new(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], StringComparer.Ordinal);

    /// <summary>Units that buy what one euro buys; 1 for currencies not listed.</summary>
    private static readonly Dictionary<string, decimal> Level = new(StringComparer.Ordinal)
    {
        ["JPY"] = 160m,
        ["KRW"] = 1450m,
        ["HUF"] = 390m,
        ["ISK"] = 145m,
        ["CLP"] = 1000m,
        ["VND"] = 27000m,
        ["KWD"] = 0.335m,
        ["BHD"] = 0.41m,
        ["OMR"] = 0.42m,
        ["JOD"] = 0.77m,
        ["TND"] = 3.4m,
        ["CZK"] = 25m,
        ["PLN"] = 4.3m,
        ["SEK"] = 11m,
        ["NOK"] = 11.7m,
        ["DKK"] = 7.5m,
        ["INR"] = 90m,
        ["THB"] = 38m,
    };

    /// <summary>Digits after the decimal point.</summary>
    public static int Exponent(string currency) => WithoutMinorUnits.Contains(currency) ? 0 : WithThousandths.Contains(currency) ? 3 : 2;

    /// <summary>Minor units that buy what a hundredth of a euro buys, as numerator over 1000.</summary>
    public static long PerEuroCent(string currency)
    {
        var minor = Level.GetValueOrDefault(currency, 1m);
        for (var digit = 0; digit < Exponent(currency); digit++)
            minor *= 10;
        return (long)(minor * 10);
    }
}
