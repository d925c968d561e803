using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Suggestions;

/// <summary>A field that was found in samples.</summary>
/// <param name="Field">The canonical field.</param>
/// <param name="Leaf">Where it is.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Why">What speaks for it.</param>
internal sealed record Suggested(string Field, Leaf Leaf, double Confidence, string Why)
{
    /// <summary>The source as a mapping names it: the first element of a list, or all of them where they are added up.</summary>
    public string Source => JsonPath.Of([.. Leaf.Path.Steps.Select(step => step.IsAll && !Adds ? new Step(null, 0) : step)]).Text;

    /// <summary>Whether the values of a list are added up.</summary>
    public bool Adds => Field is "adults" or "children" or "total" && Leaf.Lists > 0;
}

/// <summary>What samples suggest.</summary>
/// <param name="Records">Where the records are in a sample.</param>
/// <param name="Leaves">The fields of the records.</param>
/// <param name="Fields">What was found.</param>
internal sealed record Suggestion(JsonPath Records, IReadOnlyList<Leaf> Leaves, IReadOnlyList<Suggested> Fields);

/// <summary>Proposes by rules which field of a sample is which: by names, surroundings and the shapes of values. Same samples, same proposal.</summary>
internal static class Suggester
{
    private const double Least = 0.35;
    private const int MostLevels = 4;

    /// <summary>Fields that may have the same source: a date and the time in it, a word and its raw text.</summary>
    private static readonly HashSet<(string, string)> MayShare =
    [
        ("arrival", "expectedArrivalTime"), ("departure", "expectedDepartureTime"), ("room.externalId", "room.number"), ("externalId", "number"),
    ];

    public static Suggestion Suggest(EntityKind entity, IReadOnlyList<JsonElement> samples)
    {
        Suggestion? best = null;
        var most = double.MinValue;
        foreach (var path in Candidates(samples))
        {
            var records = CustomPayload.Elements(samples.SelectMany(path.Select)).Where(found => found.Value.ValueKind == JsonValueKind.Object).Select(found => found.Value).ToList();
            if (records.Count == 0)
                continue;
            var leaves = Leaf.Of(records);
            var fields = Assign(entity, leaves);
            var score = fields.Sum(field => (field.Confidence - (field.Leaf.Lists > 0 ? 0.15 : 0)) * (Targets.Of(entity).Any(target => target.Name == field.Field && target.Mandatory) ? 2 : 1)) - (0.02 * path.Steps.Count(step => step.Name is not null));
            if (score <= most)
                continue;
            (best, most) = (new Suggestion(path, leaves, fields), score);
        }

        return best ?? new Suggestion(JsonPath.Root, [], []);
    }

    /// <summary>How well a field of the samples fits a canonical one, and why.</summary>
    public static (double Score, string Why) Rate(Clue clue, Leaf leaf)
    {
        var real = leaf.Shape & ~Shape.Empty;
        if (real != Shape.None && (real & clue.Shapes) == Shape.None)
            return (0, "");
        var (name, words) = NameScore(clue, leaf);
        if (name <= 0)
            return (0, "");

        var around = Clues.AroundOf(leaf);
        var score = name;
        var why = $"named '{words}'";
        if (around != Around.Nothing)
        {
            if (around == clue.Home)
            {
                score = Math.Min(1, score + 0.04);
                why += $", within {around.ToString().ToLowerInvariant()}";
            }
            else
                score *= Strange(clue, around);
        }
        else if (clue.Home == Around.Booker)
            score *= 0.3;

        if (real == Shape.None)
            score *= 0.6;
        else
            why += $", looks like {(real & clue.Shapes).ToString().ToLowerInvariant()}";
        score -= 0.03 * Math.Min(4, leaf.Lists + (leaf.Parents.Count * 0.34));
        score *= ShapeBonus(clue, real);
        return (Math.Clamp(score, 0, 1), why);
    }

    private static double Strange(Clue clue, Around around) => (clue.Home, around) switch
    {
        (_, Around.Other) => 0.45,
        (Around.Nothing, Around.Stay) => 0.9,
        (Around.Stay, Around.Room) or (Around.Room, Around.Stay) or (Around.Money, Around.Stay or Around.Room) => 0.95,
        (Around.Stay, Around.Guest) => 0.8,
        (Around.Channel, Around.Stay) => 0.85,
        (Around.Nothing, Around.Room) => 0.55,
        (Around.Guest, Around.Booker) => 0.35,
        (Around.Nothing, _) => 0.5,
        _ => 0.4,
    };

    /// <summary>Names that mean two things are decided by what the values look like.</summary>
    private static double ShapeBonus(Clue clue, Shape real) => clue.Field switch
    {
        "expectedArrivalTime" or "expectedDepartureTime" when real.HasFlag(Shape.Instant) => 0.93,
        "arrival" or "departure" when real.HasFlag(Shape.Date) => 1.02,
        "status" when real != Shape.None && !real.HasFlag(Shape.Status) => 0.85,
        "status" when real.HasFlag(Shape.Channel) => 0.5,
        "channel" when real.HasFlag(Shape.Channel) => 1.03,
        "housekeeping" when !real.HasFlag(Shape.Housekeeping) => 0.8,
        "total" or "balance" when real == Shape.Integer => 0.99,
        _ => 1,
    };

    private static (double Score, string Words) NameScore(Clue clue, Leaf leaf)
    {
        IReadOnlyList<string> own = leaf.Name;
        IReadOnlyList<string> longer = leaf.Parents.Count > 0 ? [.. leaf.Parents[^1], .. own] : own;
        IReadOnlyList<string> longest = leaf.Parents.Count > 1 ? [.. leaf.Parents[^2], .. longer] : longer;
        var (best, words) = (0.0, "");
        foreach (var (tokens, weight) in clue.Names)
        {
            var score = Math.Max(Fit(tokens, own, weight, 0.11), Math.Max(Fit(tokens, longer, weight, 0.06) - 0.01, Fit(tokens, longest, weight, 0.06) - 0.02));

            // Part of the parent's name alone says nothing of the field.
            if (score > best && (tokens[^1] == (own.Count > 0 ? own[^1] : null) || tokens.Any(token => own.Contains(token, StringComparer.Ordinal))))
                (best, words) = (score, string.Join(' ', tokens));
        }

        return (best, words);
    }

    /// <summary>Full weight for the same words, less for each word too many; nothing when words are missing or in another order.</summary>
    private static double Fit(string[] wanted, IReadOnlyList<string> name, double weight, double each)
    {
        if (wanted.Length > name.Count)
            return 0;
        var at = 0;
        foreach (var token in name)
        {
            if (at < wanted.Length && token == wanted[at])
                at++;
        }

        var extra = name.Count - wanted.Length;
        return at < wanted.Length || extra > 4 ? 0 : weight - (each * extra);
    }

    private static List<Suggested> Assign(EntityKind entity, IReadOnlyList<Leaf> leaves)
    {
        var rated = new List<Suggested>();
        foreach (var clue in Clues.Of(entity))
        {
            foreach (var leaf in leaves)
            {
                if (leaf.IsElement && clue.Field is not ("children" or "email" or "phone"))
                    continue;
                var (score, why) = Rate(clue, leaf);
                if (score >= Least)
                    rated.Add(new Suggested(clue.Field, leaf, Math.Round(score, 2), why));
            }
        }

        var taken = new List<Suggested>();
        foreach (var candidate in rated.OrderByDescending(each => each.Confidence).ThenBy(each => each.Leaf.Path.Text.Length).ThenBy(each => each.Field, StringComparer.Ordinal))
        {
            if (!taken.Exists(known => known.Field == candidate.Field || (known.Leaf == candidate.Leaf && !Share(known.Field, candidate.Field))))
                taken.Add(candidate);
        }

        return [.. Clues.Of(entity).Select(clue => taken.Find(each => each.Field == clue.Field)).OfType<Suggested>()];
    }

    private static bool Share(string one, string other) => MayShare.Contains((one, other)) || MayShare.Contains((other, one));

    /// <summary>Places where records may be: the sample itself, and every object or list of objects within some levels.</summary>
    private static IReadOnlyList<JsonPath> Candidates(IReadOnlyList<JsonElement> samples)
    {
        var found = new Dictionary<string, JsonPath>(StringComparer.Ordinal);
        foreach (var sample in samples)
            Walk(sample, []);
        return [.. found.Values.OrderBy(path => path.Steps.Count).ThenBy(path => path.Text, StringComparer.Ordinal)];

        void Walk(JsonElement value, Step[] steps)
        {
            if (steps.Count(step => step.Name is not null) > MostLevels)
                return;
            if (value.ValueKind == JsonValueKind.Array)
            {
                if (!value.EnumerateArray().Any(element => element.ValueKind == JsonValueKind.Object))
                    return;
                found.TryAdd(JsonPath.Of(steps).Text, JsonPath.Of(steps));
                foreach (var element in value.EnumerateArray().Take(3))
                    Members(element, [.. steps, default]);
            }
            else if (value.ValueKind == JsonValueKind.Object)
            {
                found.TryAdd(JsonPath.Of(steps).Text, JsonPath.Of(steps));
                Members(value, steps);
            }
        }

        void Members(JsonElement value, Step[] steps)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return;
            foreach (var member in value.EnumerateObject())
                Walk(member.Value, [.. steps, new Step(member.Name, null)]);
        }
    }
}
