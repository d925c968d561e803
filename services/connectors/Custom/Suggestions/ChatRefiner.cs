using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using PmsPlatform.Connectors.Custom.Language;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Custom.Suggestions;

/// <summary>
/// Asks a language model about fields the rules are not sure of. It is told names and shapes, never values; what it answers counts only where the samples
/// have such a field of a fitting shape, and never more than the rules' own certainty.
/// </summary>
internal static class ChatRefiner
{
    private const double Unsure = 0.75;
    private const double Most = 0.7;
    private const int MostFields = 300;

    /// <summary>The suggestion with what the model added, and whether it answered at all.</summary>
    public static async Task<(Suggestion Suggestion, bool Refined)> RefineAsync(
        IChatClient chat, EntityKind entity, Suggestion suggestion, CancellationToken cancellationToken)
    {
        var open = Targets.Of(entity).Select(target => target.Name)
            .Where(name => !suggestion.Fields.Any(field => field.Field == name && field.Confidence >= Unsure)).ToList();
        if (open.Count == 0 || suggestion.Leaves.Count == 0)
            return (suggestion, false);
        try
        {
            var response = await chat.GetResponseAsync(
                [new ChatMessage(ChatRole.System, Instruction), new ChatMessage(ChatRole.User, Question(entity, suggestion, open))],
                new ChatOptions { Temperature = 0, ResponseFormat = ChatResponseFormat.Json },
                cancellationToken);
            return (Merge(entity, suggestion, open, response.Text), true);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or InvalidOperationException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The rules alone are good enough; a model that is away must not fail the request.
            return (suggestion, false);
        }
    }

    /// <summary>What is sent: names of fields and what their values look like.</summary>
    public static string Question(EntityKind entity, Suggestion suggestion, IReadOnlyList<string> open) => new JsonObject
    {
        ["entity"] = entity.ToString().ToLowerInvariant(),
        ["wanted"] = new JsonArray([.. open.Select(name => JsonValue.Create(name))]),
        ["fields"] = new JsonArray([.. suggestion.Leaves.Take(MostFields).Select(leaf => new JsonObject
        {
            ["path"] = leaf.Path.Text,
            ["shape"] = (leaf.Shape & ~Shape.Empty).ToString().ToLowerInvariant(),
        })]),
        ["known"] = new JsonObject(suggestion.Fields.Where(field => field.Confidence >= Unsure).Select(field => KeyValuePair.Create<string, JsonNode?>(field.Field, field.Leaf.Path.Text))),
    }.ToJsonString();

    private const string Instruction =
        """
        You map the JSON fields of a hotel system to canonical fields. You get the wanted canonical fields, the paths that exist with the shapes of their
        values, and the fields that are already known. Answer one JSON object: canonical field -> path, only paths from the list, only fields you are
        sure of. No explanations.
        """;

    private static Suggestion Merge(EntityKind entity, Suggestion suggestion, List<string> open, string answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return suggestion;

        var fields = suggestion.Fields.ToList();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!open.Contains(member.Name, StringComparer.Ordinal) || member.Value.ValueKind != JsonValueKind.String
                || suggestion.Leaves.FirstOrDefault(leaf => leaf.Path.Text == member.Value.GetString()) is not { } leaf
                || Clues.Of(entity).FirstOrDefault(clue => clue.Field == member.Name) is not { } clue
                || (leaf.Shape & clue.Shapes) == Shape.None
                || fields.Exists(field => field.Field == member.Name && field.Confidence >= Most)
                || fields.Exists(field => field.Leaf == leaf && field.Confidence >= Unsure))
                continue;
            fields.RemoveAll(field => field.Field == member.Name);
            fields.Add(new Suggested(member.Name, leaf, Most, "named by the model, of a fitting shape"));
        }

        return suggestion with { Fields = fields };
    }
}
