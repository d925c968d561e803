namespace PmsPlatform.Connectors.Runtime.Tests;

/// <summary>Keys that are strong enough to be accepted and known to everybody.</summary>
internal static class TestKeys
{
    public static readonly Dictionary<string, string?> Configuration = new(StringComparer.Ordinal)
    {
        ["Pms:InternalKey"] = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)(i * 7)).ToArray()),
        ["Pms:DataKey"] = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)(i * 11)).ToArray()),
        ["Pms:MasterKey:Key"] = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)(i * 13)).ToArray()),
    };
}
