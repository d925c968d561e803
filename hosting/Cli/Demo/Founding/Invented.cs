using System.Security.Cryptography;

namespace PmsPlatform.Cli.Demo.Founding;

/// <summary>Secrets that people would choose, other ones at every run.</summary>
internal static class Invented
{
    private const int Bytes = 24;

    /// <summary>Long enough for a password and for a webhook's secret.</summary>
    public static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
