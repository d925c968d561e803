using System.Net;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Privacy;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Privacy;

/// <summary>Asks other services what they keep of a person, in this service's own name.</summary>
internal sealed class PrivacyCalls(IHttpClientFactory clients, IdentitySigner signer)
{
    public const string ClientName = "privacy";

    /// <summary>Services that look through much have this long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MostBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Where a person is found.</summary>
    /// <exception cref="ServiceSilentException">It did not answer.</exception>
    public Task<PersonFound> FindAsync(PersonQuestion question, CancellationToken cancellationToken) => SendAsync(
        PrivacyServices.GuestContext, "persons", question, ContractsJson.Default.PersonQuestion, ContractsJson.Default.PersonFound, cancellationToken);

    /// <summary>What a service keeps of a person through one connection.</summary>
    /// <exception cref="ServiceSilentException">It did not answer, or with more than 64 MiB.</exception>
    public Task<IReadOnlyList<PersonalRecord>> RecordsAsync(string service, PersonalRecordsQuestion question, CancellationToken cancellationToken) => SendAsync(
        service, "records", question, ContractsJson.Default.PersonalRecordsQuestion, ContractsJson.Default.IReadOnlyListPersonalRecord, cancellationToken);

    private async Task<TAnswer> SendAsync<TQuestion, TAnswer>(
        string service, string path, TQuestion question, JsonTypeInfo<TQuestion> questionType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{service}/internal/privacy/{path}")) { Content = JsonContent.Create(question, questionType) };
        request.Headers.Add(IdentitySigner.HeaderName, signer.Sign(new CallerIdentity("connections", []) { Kind = CallerKind.Service }, Lifetime));
        try
        {
            using var answer = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode is not HttpStatusCode.OK)
                throw new ServiceSilentException(service);
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
            return await answer.Content.ReadFromJsonAsync(answerType, cancellationToken) ?? throw new ServiceSilentException(service);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ServiceSilentException(service, error);
        }
    }
}

/// <summary>A service did not say what it keeps. Whatever is put together without it would be incomplete.</summary>
internal sealed class ServiceSilentException(string service, Exception? inner = null) : Exception($"{service} does not answer.", inner)
{
    public string Service { get; } = service;
}
