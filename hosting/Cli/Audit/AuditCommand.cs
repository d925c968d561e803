using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Cli.Audit;

/// <summary>
/// <c>audit verify</c>: has the chain of the audit log proved. Exit code 1 when an entry was changed or is missing; entries that were cut off its end are noticed
/// with <c>--expect</c> and the head of an earlier proof.
/// </summary>
internal static class AuditCommand
{
    private const string Usage = "audit takes: verify [--expect N:HASH] [--json].";

    public static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        if (args is not ["verify", .. var rest])
            throw new UsageException(Usage);
        var (expect, json) = Options(rest);

        using var http = PlatformTarget.Open(TimeSpan.FromMinutes(30));
        using var answer = await http.GetAsync("/api/audit/verification" + (expect is null ? "" : $"?expect={Uri.EscapeDataString(expect)}"), stopping);
        await PlatformTarget.CheckAsync(answer, stopping);
        var proof = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.AuditVerification, stopping))!;
        Console.WriteLine(json ? JsonSerializer.Serialize(proof, ContractsJson.Default.AuditVerification) : Line(proof));
        return proof.Intact ? 0 : 1;
    }

    /// <summary>The proof in words.</summary>
    internal static string Line(AuditVerification proof)
    {
        var entries = string.Create(CultureInfo.InvariantCulture, $"{proof.Entries:#,0} {(proof.Entries == 1 ? "entry" : "entries")}");
        if (!proof.Intact)
            return $"BROKEN after {entries}: {proof.Reason}";
        return proof.Head is { } head
            ? $"Intact: {entries}. Head {head}; keep it elsewhere, and give it with --expect next time."
            : "Intact: nothing is on record yet.";
    }

    private static (string? Expect, bool Json) Options(string[] args)
    {
        string? expect = null;
        var json = false;
        for (var index = 0; index < args.Length; index++)
        {
            if (args[index] is "--json")
                json = true;
            else if (args[index] is "--expect" && index + 1 < args.Length)
                expect = args[++index];
            else
                throw new UsageException(Usage);
        }

        return (expect, json);
    }
}
