using System.Net;
using System.Text.Json.Serialization;
using PmsPlatform.Console.Gateway;
using PmsPlatform.Contracts.Access;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Console.SignIn;

/// <summary>Asks the gateway who somebody is.</summary>
internal sealed class SignInApi(GatewayApi gateway)
{
    public Task<Answer<Tokens>> LoginAsync(string email, string password, CancellationToken cancellationToken) =>
        TokensAsync("login", new Login(email, password), SignInJson.Default.Login, cancellationToken);

    public Task<Answer<Tokens>> RefreshAsync(string refreshToken, CancellationToken cancellationToken) =>
        TokensAsync("refresh", new Refresh(refreshToken), SignInJson.Default.Refresh, cancellationToken);

    public Task<Answer<Tokens>> SetUpAsync(Joining joining, CancellationToken cancellationToken) =>
        TokensAsync("setup", joining, SignInJson.Default.Joining, cancellationToken);

    public Task<Answer<Tokens>> AcceptAsync(Joining joining, CancellationToken cancellationToken) =>
        TokensAsync("invitations/accept", joining, SignInJson.Default.Joining, cancellationToken);

    public Task LogoutAsync(string refreshToken, CancellationToken cancellationToken) =>
        TokensAsync("logout", new Refresh(refreshToken), SignInJson.Default.Refresh, cancellationToken);

    /// <summary>Who a credential is and what it allows. Where no connections service runs there are configured keys only, which allow everything: null then.</summary>
    public async Task<Answer<CallerView>> MeAsync(Credential credential, CancellationToken cancellationToken)
    {
        var answer = await gateway.SendAsync(HttpMethod.Get, "api/users/me", credential, body: null, ContractsJson.Default.CallerView, cancellationToken);
        if (answer.Status is not HttpStatusCode.NotFound)
            return answer;

        var runs = await gateway.SendAsync(HttpMethod.Get, "api/pms/sync/runs?limit=1", credential, body: null, ContractsJson.Default.PageSyncRunView, cancellationToken);
        return new Answer<CallerView>(Problem: runs.Problem) { Status = runs.Status };
    }

    private Task<Answer<Tokens>> TokensAsync<T>(string what, T body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        gateway.SendAsync(HttpMethod.Post, $"api/auth/{what}", credential: null, JsonContent.Create(body, type), SignInJson.Default.Tokens, cancellationToken);
}

/// <summary>What a sign-in gives.</summary>
internal sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn);

internal sealed record Login(string Email, string Password);

internal sealed record Refresh(string RefreshToken);

/// <summary>What a newcomer fills in; e-mail and organisation for the first owner only.</summary>
internal sealed record Joining(string Token, string Password, string? Name, string? Email, string? OrganizationName);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Tokens))]
[JsonSerializable(typeof(Login))]
[JsonSerializable(typeof(Refresh))]
[JsonSerializable(typeof(Joining))]
internal sealed partial class SignInJson : JsonSerializerContext;
