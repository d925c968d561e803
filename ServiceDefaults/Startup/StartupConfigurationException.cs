namespace PmsPlatform.ServiceDefaults;

/// <summary>The configuration cannot work. The message names every problem with its key and the fix; it never holds a secret's value.</summary>
public sealed class StartupConfigurationException : Exception
{
    /// <summary>Builds the message from the problems, one a line.</summary>
    public StartupConfigurationException(IReadOnlyList<string> problems)
        : base("The configuration cannot work:" + string.Concat((problems ?? []).Select(problem => $"{Environment.NewLine}  - {problem}"))) =>
        Problems = problems ?? [];

    /// <summary>One problem.</summary>
    public StartupConfigurationException(string problem)
        : this([problem])
    {
    }

    /// <summary>Every problem, each with its key and the fix.</summary>
    public IReadOnlyList<string> Problems { get; }
}
