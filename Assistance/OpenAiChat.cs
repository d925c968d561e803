using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace PmsPlatform.Assistance;

/// <summary>
/// Chat completions over an API in OpenAI's form (https://platform.openai.com/docs/api-reference/chat/create), which local servers speak as well. Texts
/// only: no tools, no images. What may be sent is the caller's decision.
/// </summary>
internal sealed class OpenAiChat(HttpClient client, Uri endpoint, string model) : IChatClient
{
    private readonly Uri _completions = new(endpoint.AbsoluteUri.TrimEnd('/') + "/chat/completions");

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _completions)
        {
            Content = JsonContent.Create(
                new CompletionRequest(
                    options?.ModelId ?? model,
                    [.. messages.Select(message => new CompletionMessage(message.Role.Value, message.Text))],
                    options?.Temperature,
                    options?.ResponseFormat is ChatResponseFormatJson ? new CompletionFormat("json_object") : null),
                OpenAiJson.Default.CompletionRequest),
        };

        using var answer = await client.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var completion = await answer.Content.ReadFromJsonAsync(OpenAiJson.Default.Completion, cancellationToken);
        var text = completion?.Choices is [{ Message.Content: { } content }, ..] ? content : "";
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { ModelId = completion?.Model ?? model };
    }

    /// <summary>The whole answer as one update: suggestions are of no use in parts.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("openai", endpoint, model)
        : null;

    public void Dispose() => client.Dispose();
}

internal sealed record CompletionRequest(string Model, IReadOnlyList<CompletionMessage> Messages, float? Temperature, CompletionFormat? ResponseFormat);

internal sealed record CompletionMessage(string Role, string? Content);

internal sealed record CompletionFormat(string Type);

internal sealed record Completion(string? Model, IReadOnlyList<CompletionChoice>? Choices);

internal sealed record CompletionChoice(CompletionMessage? Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(Completion))]
internal sealed partial class OpenAiJson : JsonSerializerContext;
