using System.Text;
using System.Text.Json;
using PmsPlatform.Connectors.Custom.Language;

namespace PmsPlatform.Connectors.Custom.Suggestions;

/// <summary>A field of the samples: its place, its name in tokens, what surrounds it and what its values look like.</summary>
internal sealed record Leaf
{
    public required JsonPath Path { get; init; }

    /// <summary>Tokens of its own name.</summary>
    public required IReadOnlyList<string> Name { get; init; }

    /// <summary>Tokens of its parents' names, the nearest last.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Parents { get; init; }

    /// <summary>Shapes of its values in all samples.</summary>
    public required Shape Shape { get; init; }

    public required IReadOnlyList<JsonElement> Values { get; init; }

    /// <summary>How many lists lie above it.</summary>
    public int Lists => Path.Steps.Count(step => step.IsAll);

    /// <summary>Whether it is an element of a list of single values.</summary>
    public bool IsElement => Path.Steps.Count > 0 && Path.Steps[^1].IsAll;

    /// <summary>The fields of records, equal places of several records taken together.</summary>
    public static IReadOnlyList<Leaf> Of(IEnumerable<JsonElement> records) =>
    [
        .. records.SelectMany(SourceFields.Leaves).GroupBy(leaf => leaf.Path.Text, StringComparer.Ordinal).Select(group =>
        {
            var path = group.First().Path;
            var names = path.Steps.Where(step => step.Name is not null).Select(step => (IReadOnlyList<string>)Tokens(step.Name!)).ToList();
            var values = group.Select(leaf => leaf.Value).ToList();
            return new Leaf
            {
                Path = path,
                Name = names.Count > 0 ? names[^1] : [],
                Parents = names.Count > 0 ? names[..^1] : [],
                Shape = values.Aggregate(Shape.None, (shapes, value) => shapes | Shapes.Of(value)),
                Values = values,
            };
        }),
    ];

    /// <summary>The words of a name, lower case: <c>checkInDate</c>, <c>check_in_date</c> and <c>Check-In date</c> are the same three.</summary>
    public static List<string> Tokens(string name)
    {
        var tokens = new List<string>();
        var word = new StringBuilder();
        for (var at = 0; at < name.Length; at++)
        {
            var character = name[at];
            var begins = at > 0 && char.IsUpper(character) && (!char.IsUpper(name[at - 1]) || (at + 1 < name.Length && char.IsLower(name[at + 1])));
            if (!char.IsLetter(character) || begins)
                End();
            if (char.IsLetter(character))
                word.Append(char.ToLowerInvariant(character));
        }

        End();
        return tokens;

        void End()
        {
            if (word.Length == 0)
                return;
            tokens.AddRange(Split(word.ToString()));
            word.Clear();
        }
    }

    /// <summary>Words that are often written without a seam.</summary>
    private static string[] Split(string word) => word switch
    {
        "checkin" => ["check", "in"],
        "checkout" => ["check", "out"],
        "firstname" or "forename" => ["first", "name"],
        "lastname" or "surname" or "familyname" => ["last", "name"],
        "fullname" => ["full", "name"],
        "givenname" => ["given", "name"],
        "createdat" => ["created", "at"],
        "updatedat" => ["updated", "at"],
        "roomtype" => ["room", "type"],
        "num" or "no" or "nr" => ["number"],
        "mail" => ["email"],
        "birthdate" or "dob" => ["birth", "date"],
        "adult" => ["adults"],
        "child" => ["children"],
        "identifier" => ["id"],
        _ => [word],
    };
}
