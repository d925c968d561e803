using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;

namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>
/// What a hotel wants taken from another field of the vendor's record than its connector takes it from. Applied to every record that is mapped, wherever it comes
/// from: a list, a look-up, a webhook.
/// </summary>
public sealed class FieldOverrides
{
    private readonly ILookup<EntityKind, (FieldTarget Target, FieldOverride Rule)> _rules;

    private FieldOverrides(IEnumerable<(FieldTarget Target, FieldOverride Rule)> rules) => _rules = rules.ToLookup(rule => rule.Target.Entity);

    /// <summary>Nothing is overridden.</summary>
    public static FieldOverrides None { get; } = new([]);

    /// <summary>Reads the rules of a connection.</summary>
    /// <param name="rules">By target, as in <c>bookings.channel</c>.</param>
    /// <exception cref="InvalidOperationException">A rule cannot be used; the text says which and why.</exception>
    public static FieldOverrides Of(IReadOnlyDictionary<string, FieldOverride> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.Count == 0)
            return None;
        var problem = rules.Select(rule => FieldTarget.ProblemOf(rule.Key, rule.Value) is { } reason ? $"The field override {rule.Key} {reason}" : null).FirstOrDefault(text => text is not null);
        return problem is null ? new FieldOverrides(rules.Select(rule => (FieldTarget.All[rule.Key], rule.Value))) : throw new InvalidOperationException(problem);
    }

    /// <summary>A record with the members that the rules fill.</summary>
    /// <param name="entity">What it is.</param>
    /// <param name="value">As the connector has mapped it.</param>
    /// <param name="payload">The vendor's record.</param>
    /// <exception cref="MappingException">A field of the vendor cannot become what the member takes.</exception>
    internal T Apply<T>(EntityKind entity, T value, ReadOnlyMemory<byte> payload)
    {
        if (!_rules.Contains(entity))
            return value;

        using var document = JsonDocument.Parse(payload);
        JsonObject? record = null;
        foreach (var (target, rule) in _rules[entity])
        {
            if (TextOf(document.RootElement, target, rule) is not { } text)
                continue;
            record ??= (JsonObject)JsonSerializer.SerializeToNode(value, typeof(T), ContractsJson.Default)!;
            record[target.Member] = target.Kind switch
            {
                FieldKind.Whole => JsonValue.Create(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
                FieldKind.YesNo => JsonValue.Create(text is "true"),
                _ => JsonValue.Create(text),
            };
        }

        return record is null ? value : (T)record.Deserialize(typeof(T), ContractsJson.Default)!;
    }

    /// <summary>What the member is to hold; null when it stays.</summary>
    private static string? TextOf(JsonElement record, FieldTarget target, FieldOverride rule)
    {
        var path = $"$.{rule.From[1..].Replace('/', '.')}";
        var found = Find(record, rule.From);
        var text = found?.ValueKind switch
        {
            null or JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => found.Value.GetString()!.Trim(),
            JsonValueKind.Number => found.Value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => throw new MappingException(path, $"is no single value, from which {target.Name} could be filled"),
        };
        if (string.IsNullOrEmpty(text))
            return rule.Default;
        if (rule.Values.Count > 0)
            return rule.Values.TryGetValue(text, out var meant) ? meant : rule.Default;
        return target.Takes(text) ? text : throw new MappingException(path, $"is not {target.Expected}, as {target.Name} takes it");
    }

    private static JsonElement? Find(JsonElement at, string pointer)
    {
        foreach (var name in JsonPointer.NamesOf(pointer))
        {
            if (at.ValueKind is JsonValueKind.Object && at.TryGetProperty(name, out var member))
                at = member;
            else if (at.ValueKind is JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
                at = at[index];
            else
                return null;
        }

        return at;
    }
}
