using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Tests;

/// <summary>Somebody who asks, as the gateway would let him.</summary>
public sealed class Owner(RegistryService service, CallerIdentity identity)
{
    public const string Address = "/api/admin/pms/configuration";

    /// <summary>The same person with other rights.</summary>
    public Owner As(Func<CallerIdentity, CallerIdentity> change) => new(service, change(identity));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add(IdentitySigner.HeaderName, service.Services.GetRequiredService<IdentitySigner>().Sign(identity, TimeSpan.FromMinutes(1)));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        using var client = service.Client();
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The answer's JSON and entity tag; the status must be this one.</summary>
    public async Task<(JsonElement Json, string? Tag)> AskAsync(HttpStatusCode status, HttpMethod method, string path, string? body = null, string? ifMatch = null)
    {
        using var response = await SendAsync(method, path, body, ifMatch);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        return (text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone(), response.Headers.ETag?.Tag);
    }

    public Task<(JsonElement Json, string? Tag)> GetAsync(string path) => AskAsync(HttpStatusCode.OK, HttpMethod.Get, path);

    public Task<(JsonElement Json, string? Tag)> SaveAsync(string body, HttpStatusCode status = HttpStatusCode.Created) => AskAsync(status, HttpMethod.Post, Address, body);
}
