using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PmsPlatform.Cli.Demo.Founding;

/// <summary>The one-time link that connections prints at its start while there is no user: whoever reads that log first becomes the owner.</summary>
internal static partial class OwnerLink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The token of the link in the log of connections; what is printed gets there by moments.</summary>
    /// <exception cref="CommandFailedException">There is none: somebody is the owner already, or the log is another one's.</exception>
    public static async Task<string> TokenAsync(Home home, CancellationToken cancellationToken)
    {
        var log = home.Log("connections");
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(100, cancellationToken))
        {
            if (File.Exists(log) && TokenIn(await ReadAsync(log, cancellationToken)) is { } token)
                return token;
        }

        throw new CommandFailedException($"{log} has no link for the first owner.");
    }

    /// <summary>The token of the newest link in a log; null when there is none.</summary>
    internal static string? TokenIn(string log) => Printed().Matches(log) is [.., var newest] ? newest.Groups["token"].Value : null;

    // Its writer has it open.
    private static async Task<string> ReadAsync(string log, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    [GeneratedRegex(@"the first owner sets up at \S+[?&]token=(?<token>[A-Za-z0-9_-]+)(?=\s)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Printed();
}
