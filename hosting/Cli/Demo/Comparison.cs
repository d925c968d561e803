using System.Text.Json;
using PmsPlatform.Contracts.Ledger;

namespace PmsPlatform.Cli.Demo;

/// <summary>Compares what the ledger holds with what the sandbox says, record by record, member by member.</summary>
internal sealed class Comparison
{
    private const int MostTold = 10;

    private readonly List<string> _differences = [];

    public IReadOnlyList<string> Differences => _differences;

    public bool Equal { get; private set; } = true;

    /// <summary>Both sides hold the same ids, and the members named are equal wherever truth has them.</summary>
    /// <param name="kind">What the records are, for the words of a difference.</param>
    /// <param name="ledger">By external id.</param>
    /// <param name="truth">By external id; records a mapper must refuse are not among them.</param>
    /// <param name="members">Pairs of a member in truth and where to find it in the ledger's value.</param>
    public void Compare(
        string kind, Dictionary<string, LedgerEntry> ledger, Dictionary<string, JsonElement> truth, IReadOnlyList<(string Member, Func<JsonElement, string?> InLedger)> members)
    {
        foreach (var (id, record) in truth)
        {
            if (!ledger.TryGetValue(id, out var entry))
            {
                Differ($"{kind} {id} is missing in the ledger");
                continue;
            }

            foreach (var (member, inLedger) in members)
            {
                if (!record.TryGetProperty(member, out var expected))
                    continue;
                var actual = inLedger(entry.Value);
                if (!string.Equals(Text(expected), actual, StringComparison.Ordinal))
                    Differ($"{kind} {id}: {member} is {actual ?? "nothing"}, the sandbox says {Text(expected) ?? "nothing"}");
            }
        }

        foreach (var id in ledger.Keys.Where(id => !truth.ContainsKey(id)))
            Differ($"{kind} {id} is in the ledger and not in the sandbox");
    }

    /// <summary>A member's value as comparable text; money as amount and currency.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Object => $"{Member(value, "minorUnits")} {Member(value, "currency")}",
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    /// <summary>A member of an object as text; null when it is absent.</summary>
    public static string? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? Text(member) : null;

    private void Differ(string difference)
    {
        Equal = false;
        if (_differences.Count < MostTold)
            _differences.Add(difference);
    }
}
