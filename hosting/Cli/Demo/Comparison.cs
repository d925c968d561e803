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
    /// <param name="members">What to compare.</param>
    public void Compare(
        string kind, Dictionary<string, LedgerEntry> ledger, Dictionary<string, JsonElement> truth, IReadOnlyList<ComparedMember> members)
    {
        foreach (var (id, record) in truth)
        {
            if (!ledger.TryGetValue(id, out var entry))
            {
                Differ($"{kind} {id} is missing in the ledger");
                continue;
            }

            foreach (var member in members)
            {
                var expected = Member(record, member.Name);
                if (expected is null && member.OnlyWhenTold)
                    continue;
                var actual = Member(entry.Value, member.Name);
                if (!string.Equals(expected, actual, StringComparison.Ordinal))
                    Differ($"{kind} {id}: {member.Name} is {actual ?? "nothing"}, the sandbox says {expected ?? "nothing"}");
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

/// <summary>A member to compare.</summary>
/// <param name="Name">Its name on both sides.</param>
/// <param name="OnlyWhenTold">True when the platform may know it although the sandbox does not tell, because it follows from other members.</param>
internal sealed record ComparedMember(string Name, bool OnlyWhenTold = false);
