using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PmsPlatform.Contracts.Access;
using PmsPlatform.Contracts.Common;
using PmsPlatform.TestKit;

namespace PmsPlatform.Gateway.Tests;

/// <summary>Stands for connections: resolves the credentials a test gives it over real HTTP, and can be away.</summary>
internal sealed class Registry : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, AccessGrant> grants = new(StringComparer.Ordinal);

    private Registry()
    {
    }

    public FakeVendor Service { get; private set; } = null!;

    public bool IsAway { get; set; }

    /// <summary>Held before it answers, when set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public IReadOnlyList<ReceivedRequest> Questions => [.. Service.Requests.Where(request => request.Target == "/internal/access/resolve")];

    public static async Task<Registry> StartAsync()
    {
        var registry = new Registry();
        registry.Service = await FakeVendor.StartAsync(registry.AnswerAsync, TestContext.Current.CancellationToken);
        return registry;
    }

    public static AccessGrant Grant(string id, params IEnumerable<(string HotelId, string Slug, string[] Permissions)> hotels) => new()
    {
        Kind = "ApiKey",
        Id = id,
        Subject = id,
        OrganizationId = "org_1",
        Hotels = [.. hotels.Select(hotel => new HotelGrant { HotelId = hotel.HotelId, Slug = hotel.Slug, Permissions = hotel.Permissions })],
    };

    public void Knows(string credential, AccessGrant grant) => grants[HashOf(credential)] = grant;

    public void Forgets(string credential) => grants.TryRemove(HashOf(credential), out _);

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private static string HashOf(string credential) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(credential)));

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path != "/internal/access/resolve")
        {
            await FakeVendor.JsonAsync(http, "{}");
            return;
        }

        if (Gate is { } gate)
            await gate.Task;
        var question = await JsonSerializer.DeserializeAsync(http.Request.Body, ContractsJson.Default.AccessQuestion);
        if (IsAway)
            await FakeVendor.JsonAsync(http, "{}", 503);
        else if (grants.TryGetValue(question!.CredentialHash, out var grant))
            await FakeVendor.JsonAsync(http, JsonSerializer.Serialize(grant, ContractsJson.Default.AccessGrant));
        else
            await FakeVendor.JsonAsync(http, "{}", 404);
    }
}
