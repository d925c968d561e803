using System.Collections.Frozen;

namespace PmsPlatform.Contracts.Common;

/// <summary>A currency of ISO 4217.</summary>
/// <param name="Code">Alphabetic code, upper case.</param>
/// <param name="Exponent">Decimal digits of the minor unit: 0 for JPY, 2 for EUR, 3 for KWD.</param>
public readonly record struct Currency(string Code, int Exponent);

/// <summary>The active currencies of ISO 4217 with their exponents. Funds, metals and test codes are left out: nobody pays a hotel in them.</summary>
public static class Currencies
{
    private const string NoMinorUnit = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    private const string ThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

    private const string TwoDigits =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE " +
        "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD " +
        "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR " +
        "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU " +
        "UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private static readonly FrozenDictionary<string, Currency> ByCode =
        Of(NoMinorUnit, 0).Concat(Of(TwoDigits, 2)).Concat(Of(ThreeDigits, 3))
            .ToFrozenDictionary(currency => currency.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every known currency.</summary>
    public static IReadOnlyCollection<Currency> All => ByCode.Values;

    /// <summary>Finds a currency by its alphabetic code, in any case.</summary>
    /// <returns>False for null, empty and unknown codes.</returns>
    public static bool TryFind(string? code, out Currency currency)
    {
        currency = default;
        return code is not null && ByCode.TryGetValue(code, out currency);
    }

    private static IEnumerable<Currency> Of(string codes, int exponent) =>
        codes.Split(' ').Select(code => new Currency(code, exponent));
}
