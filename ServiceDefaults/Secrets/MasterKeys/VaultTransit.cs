using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>
/// The three calls of Vault's transit engine that are needed, as its documentation has them: https://developer.hashicorp.com/vault/api-docs/secret/transit.
/// Everything that goes wrong is a <see cref="MasterKeyException"/> that tells an operator what to look at.
/// </summary>
internal sealed class VaultTransit(VaultOptions options, IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "vault";

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = Pipeline(options, time);

    /// <summary>POST /transit/encrypt/:name, with the newest version of the key.</summary>
    public async Task<string> EncryptAsync(ReadOnlyMemory<byte> plain, CancellationToken cancellationToken) =>
        Needed((await CallAsync("encrypt", new VaultInput { Plaintext = Convert.ToBase64String(plain.Span) }, cancellationToken)).Ciphertext);

    /// <summary>POST /transit/decrypt/:name.</summary>
    public async Task<byte[]> DecryptAsync(string cipher, CancellationToken cancellationToken) =>
        Convert.FromBase64String(Needed((await CallAsync("decrypt", new VaultInput { Ciphertext = cipher }, cancellationToken)).Plaintext));

    /// <summary>POST /transit/rewrap/:name: the same content under the newest version, without showing it to anybody.</summary>
    public async Task<string> RewrapAsync(string cipher, CancellationToken cancellationToken) =>
        Needed((await CallAsync("rewrap", new VaultInput { Ciphertext = cipher }, cancellationToken)).Ciphertext);

    public override string ToString() => options.ToString();

    private async Task<VaultData> CallAsync(string operation, VaultInput input, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _pipeline.ExecuteAsync(async token => await SendAsync(operation, input, token), cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw Explain(response.StatusCode, operation);
            var answer = await response.Content.ReadFromJsonAsync(VaultJson.Default.VaultAnswer, cancellationToken);
            return answer?.Data ?? throw Nonsense(inner: null);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException)
        {
            throw new MasterKeyException(
                MasterKeyFault.Unreachable, "Vault does not answer. It is asked again every few seconds; see whether it is up.", exception);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or NotSupportedException)
        {
            throw Nonsense(exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string operation, VaultInput input, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(options.Address, $"/v1/{options.Mount}/{operation}/{Uri.EscapeDataString(options.Key)}"))
        {
            Content = JsonContent.Create(input, VaultJson.Default.VaultInput),
        };

        // A body of unknown length would be sent in chunks, which not every proxy before a vault takes.
        await request.Content.LoadIntoBufferAsync(cancellationToken);
        request.Headers.Add("X-Vault-Token", options.Token ?? MasterKeyFile.ReadPrivate(options.TokenFile!).Trim());
        request.Headers.Add("X-Vault-Request", "true");
        if (!string.IsNullOrEmpty(options.Namespace))
            request.Headers.Add("X-Vault-Namespace", options.Namespace);
        return await clients.CreateClient(ClientName).SendAsync(request, cancellationToken);
    }

    // By status alone: texts differ from version to version.
    private MasterKeyException Explain(HttpStatusCode status, string operation) => status switch
    {
        HttpStatusCode.Forbidden => new(
            MasterKeyFault.Refused, $"Vault refuses {operation} with {this}: the token is wrong or expired, or its policy lacks update on that path."),
        HttpStatusCode.NotFound => new(
            MasterKeyFault.Refused, $"Vault has no transit engine at {options.Mount}, or not in this namespace. Compare {VaultOptions.Section}."),
        HttpStatusCode.BadRequest => new(
            MasterKeyFault.Unknown,
            $"Vault cannot {operation} with {this}: there is no such key, it is another key of the same name, or the version is below its min_decryption_version."),
        HttpStatusCode.ServiceUnavailable => new(MasterKeyFault.Unreachable, "Vault is sealed or down. Have it unsealed; it is asked again every few seconds."),
        _ => new(MasterKeyFault.Unreachable, $"Vault answers {(int)status}. It is asked again every few seconds."),
    };

    private static MasterKeyException Nonsense(Exception? inner) =>
        new(MasterKeyFault.Refused, $"What answers is not Vault's transit engine. Compare {VaultOptions.Section}.", inner);

    private static string Needed(string? value) => string.IsNullOrEmpty(value) ? throw Nonsense(inner: null) : value;

    private static ResiliencePipeline<HttpResponseMessage> Pipeline(VaultOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (options.Retries > 0)
        {
            // 412: an Enterprise replica that has not caught up, see Vault's page on status codes.
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = static outcome => ValueTask.FromResult(
                    outcome.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                    || outcome.Outcome.Result?.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.PreconditionFailed
                        or >= HttpStatusCode.InternalServerError),
                MaxRetryAttempts = options.Retries,
                Delay = options.FirstWait,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = static retry =>
                {
                    retry.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            });
        }

        return builder.AddTimeout(options.TryTime).Build();
    }
}

/// <summary>What transit takes.</summary>
internal sealed record VaultInput
{
    public string? Plaintext { get; init; }

    public string? Ciphertext { get; init; }

    public override string ToString() => "***";
}

/// <summary>What Vault answers; the rest of its envelope is not of use here.</summary>
internal sealed record VaultAnswer(VaultData? Data)
{
    public override string ToString() => "***";
}

/// <summary>The content of an answer of transit.</summary>
internal sealed record VaultData(string? Plaintext, string? Ciphertext)
{
    public override string ToString() => "***";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VaultInput))]
[JsonSerializable(typeof(VaultAnswer))]
internal sealed partial class VaultJson : JsonSerializerContext;
