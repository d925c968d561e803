namespace PmsPlatform.Connectors.Runtime.Connections;

/// <summary>A setting that is itself a document, such as a mapping, cannot be used. The connection is not served until it is put right.</summary>
/// <param name="setting">The setting's name.</param>
/// <param name="problems">Everything that is wrong with it: where, what, and what would be right. No values of settings.</param>
public sealed class UnusableSettingException(string setting, IReadOnlyList<string> problems)
    : InvalidOperationException($"The setting '{setting}' cannot be used. {string.Join(" ", problems)}")
{
    /// <summary>The setting's name.</summary>
    public string Setting { get; } = setting;

    /// <summary>Everything that is wrong with it, one entry a place.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
