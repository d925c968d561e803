using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Webhooks;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Hostaway;

/// <summary>The Hostaway public API: bearer tokens for client credentials, two rate windows, every answer in an envelope.</summary>
internal sealed class HostawayVendor(IOptions<SandboxOptions> options, RateLimits limits, HostawayTokens tokens, PropertyDirectoryAccessor properties) : IVendor, INotifies
{
    private const string Root = "/hostaway/v1/";
    private const int CallsPerAddress = 15;
    private const int CallsPerAccount = 20;
    private const string TooMany = "This error occurs because a server detects that your application has exceeded the rate limits or has made too many requests in a given period of time.";
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    public string Name => "hostaway";

    public string Path => "/hostaway/";

    public JavaScriptEncoder Encoder => JavaScriptEncoder.Default;

    public WorldShape Shape => HostawayShape.Rentals;

    public IReadOnlyDictionary<string, string> Credentials(PropertyOptions options) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["accountId"] = options.Credentials.GetValueOrDefault("accountId") ?? (50_000 + Dice.Of(Dice.Seed(options.Id, 0), 1, 0, 900_000_000)).ToString(CultureInfo.InvariantCulture),
        ["clientSecret"] = options.Credentials.GetValueOrDefault("clientSecret") ?? $"sandbox-{options.Id}-secret",
    };

    public string AccountKey(IReadOnlyDictionary<string, string> credentials) => credentials["accountId"];

    public string? Problem(PropertyOptions options) =>
        int.TryParse(Credentials(options)["accountId"], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : "credentials.accountId: a number.";

    public object NewState(Property property) => new HostawayState(property);

    public TimeSpan Patience => HostawayNotices.Patience;

    public IReadOnlyList<TimeSpan> Waits => HostawayNotices.Waits;

    /// <summary>Other 4xx are permanent since 2026-07-22.</summary>
    public bool TriesAgain(int status) => status is 429 or >= 500;

    public IReadOnlyList<WebhookDelivery> Deliveries(Property property, IReadOnlyList<(ChangeKind Kind, int Number)> changes) =>
        HostawayNotices.Deliveries(property, changes, this, options.Value.Hostaway);

    public IVendorTruth Truth(Property property) => new HostawayTruth(property, options.Value.Hostaway);

    public async Task OpenAsync(VendorCall call, CancellationToken cancellationToken)
    {
        var request = call.Http.Request;
        var parts = call.Path.StartsWith(Root, StringComparison.Ordinal) ? call.Path[Root.Length..].Split('/') : [];
        if (parts is ["accessTokens"])
        {
            call.Operation = request.Method + " accessTokens";
            call.ShowsToken = false;
            await OpenTokensAsync(call, cancellationToken);
            return;
        }

        var header = request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : "";
        call.Property = tokens.Owner(token);
        call.Operation = request.Method + " " + HostawayRoutes.Name(parts);
        if (tokens.Check(token, properties.Value) is not { } property)
            throw new VendorRefusal(StatusCodes.Status403Forbidden, "Access denied: the access token is invalid");
        call.Property = property;
        var route = HostawayRoutes.Find(request.Method, parts) ?? throw new VendorRefusal(StatusCodes.Status404NotFound, "Resource not found");
        var body = await ReadAsync(request, cancellationToken);
        call.Answer = () => Answer(new HostawayContext(call, body, options.Value.Hostaway), route);
    }

    public TimeSpan Admit(VendorCall call) => limits.Enter(
        call.Property,
        new RateLimit("hostaway/address/" + call.Http.Connection.RemoteIpAddress, CallsPerAddress, Window),
        new RateLimit("hostaway/account/" + call.Property!.Credentials["accountId"], CallsPerAccount, Window));

    public void Throttle(VendorCall call, TimeSpan wait)
    {
        call.Restart(StatusCodes.Status429TooManyRequests);
        call.Json.WriteStartObject();
        call.Json.WriteString("status"u8, "fail"u8);
        call.Json.WriteString("message"u8, TooMany);
        call.Json.WriteEndObject();
    }

    public void Refuse(VendorCall call, int status, string message)
    {
        call.Restart(status);
        call.Json.WriteStartObject();
        call.Json.WriteString("status"u8, "fail"u8);
        call.Json.WriteString("result"u8, message);
        call.Json.WriteEndObject();
    }

    public void ExpireToken(VendorCall call)
    {
        tokens.Revoke(call.Http.Request.Headers.Authorization.ToString()["Bearer ".Length..].Trim());
        Refuse(call, StatusCodes.Status403Forbidden, "Access denied: the access token is invalid");
    }

    private static void Answer(HostawayContext context, HostawayRoute route)
    {
        var gate = context.World.Gate;
        if (route.Writes)
            gate.EnterWriteLock();
        else
            gate.EnterReadLock();
        try
        {
            route.Answer(context);
        }
        finally
        {
            if (route.Writes)
                gate.ExitWriteLock();
            else
                gate.ExitReadLock();
        }
    }

    private async Task OpenTokensAsync(VendorCall call, CancellationToken cancellationToken)
    {
        var request = call.Http.Request;
        if (HttpMethods.IsDelete(request.Method))
        {
            var token = request.Query["token"].ToString();
            call.Property = tokens.Owner(token) ?? throw new VendorRefusal(StatusCodes.Status400BadRequest, "The token is unknown");
            call.Answer = () =>
            {
                tokens.Revoke(token);
                call.Json.WriteStartObject();
                call.Json.WriteString("status"u8, "success"u8);
                call.Json.WriteStartArray("result"u8);
                call.Json.WriteEndArray();
                call.Json.WriteEndObject();
            };
            return;
        }

        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType)
            throw new VendorRefusal(StatusCodes.Status400BadRequest, "A form-encoded POST is required");
        var form = await request.ReadFormAsync(cancellationToken);
        if (form["grant_type"] != "client_credentials" || form["scope"] != "general")
            throw new VendorRefusal(StatusCodes.Status400BadRequest, "grant_type has to be client_credentials, scope has to be general");
        if (!properties.Value.TryFindByAccount(this, form["client_id"].ToString(), out var property))
            throw new VendorRefusal(StatusCodes.Status401Unauthorized, "Client authentication failed");
        call.Property = property;
        if (form["client_secret"] != property.Credentials["clientSecret"])
            throw new VendorRefusal(StatusCodes.Status401Unauthorized, "Client authentication failed");
        call.Answer = () => WriteToken(call, property);
    }

    private void WriteToken(VendorCall call, Property property)
    {
        call.Json.WriteStartObject();
        call.Json.WriteString("token_type"u8, "Bearer"u8);
        call.Json.WriteNumber("expires_in"u8, (long)options.Value.Hostaway.TokenLifetime.TotalSeconds);
        call.Json.WriteString("access_token"u8, tokens.Issue(property, options.Value.Hostaway));
        call.Json.WriteEndObject();
    }

    private static async Task<JsonElement?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method))
            return null;
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new VendorRefusal(StatusCodes.Status400BadRequest, "The request body is no JSON");
        }
    }
}
