using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Outbound;

namespace PmsPlatform.Connections.Notices;

/// <summary>Body of a webhook.</summary>
/// <param name="Type">Kind of the notice, as in <c>pms.notice.write-back-failed</c>.</param>
/// <param name="Timestamp">When it was raised, UTC.</param>
/// <param name="Data">What it says.</param>
internal sealed record WebhookBody(string Type, DateTimeOffset Timestamp, WebhookData Data);

/// <summary>What a notice says.</summary>
internal sealed record WebhookData(string Summary, string? HotelId, string? ConnectionId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookBody))]
internal sealed partial class WebhookJson : JsonSerializerContext;

/// <summary>
/// Sends notices as webhooks, signed as https://www.standardwebhooks.com/ says: <c>webhook-id</c>, the same at every try; <c>webhook-timestamp</c>; <c>webhook-signature</c>, HMAC-SHA256
/// over id, time and body. Addresses that tenants gave lead to the public internet only, and no redirect is followed.
/// </summary>
internal sealed class WebhookNotices(IHttpClientFactory clients, TrustedEndpoints trusted, PersonalDataProtector protector, TimeProvider time)
{
    public const string ClientName = "notices";
    public const string GuardedClientName = "notices-public";

    /// <summary>What stands in front of a secret's base64.</summary>
    public const string SecretPrefix = "whsec_";

    private const int SecretBytes = 32;

    /// <summary>Null when it was taken.</summary>
    public async Task<NoticeFault?> SendAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        var address = new Uri(delivery.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        try
        {
            Sign(request, delivery);
            using var answer = await clients.CreateClient(trusted.Has(address) ? ClientName : GuardedClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode
                ? null
                : new NoticeFault($"It answered {(int)answer.StatusCode}.", answer.StatusCode is HttpStatusCode.Gone);
        }
        catch (HttpRequestException error) when (error.InnerException is AddressNotPublicException)
        {
            return new NoticeFault("Its address is not a public one.", IsFinal: false);
        }
        catch (HttpRequestException error)
        {
            return new NoticeFault($"It cannot be reached: {error.HttpRequestError}.", IsFinal: false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new NoticeFault("It did not answer in time.", IsFinal: false);
        }
        catch (CryptographicException)
        {
            return new NoticeFault("Its secret cannot be opened; save the target with a new one.", IsFinal: true);
        }
    }

    /// <summary>A new secret, in the form in which it is shown once.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    public byte[] Seal(string targetId, string secret) => protector.Protect(Convert.FromBase64String(secret[SecretPrefix.Length..]), ContextOf(targetId));

    private void Sign(HttpRequestMessage request, DueDelivery delivery)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new WebhookBody($"pms.notice.{delivery.Kind}", delivery.RaisedAt, new WebhookData(delivery.Summary, delivery.HotelId, delivery.ConnectionId)), WebhookJson.Default.WebhookBody);
        var id = $"msg_{delivery.NoticeId:N}";
        var moment = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var secret = protector.Unprotect(delivery.SealedSecret, ContextOf(delivery.TargetId));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(secret, (byte[])[.. Encoding.ASCII.GetBytes($"{id}.{moment}."), .. body]));

        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", moment);
        request.Headers.TryAddWithoutValidation("webhook-signature", $"v1,{signature}");
    }

    private static byte[] ContextOf(string targetId) => Encoding.UTF8.GetBytes($"notice-target {targetId}");
}
