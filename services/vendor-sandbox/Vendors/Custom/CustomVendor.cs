using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Custom;

/// <summary>
/// A hotel's own system, as a house's web agency would build it: a plain REST API and a small GraphQL endpoint over the same data, an API key in a header,
/// 300 calls a minute.
/// </summary>
internal sealed class CustomVendor(RateLimits limits, PropertyDirectoryAccessor properties) : IVendor
{
    private const string Rest = "/custom/v1/";
    private const string Graph = "/custom/graphql";
    private const string KeyHeader = "X-Api-Key";
    private const int CallsPerMinute = 300;

    public string Name => "custom";

    public string Path => "/custom/";

    public JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public WorldShape Shape => CustomShape.Inn;

    public IReadOnlyDictionary<string, string> Credentials(PropertyOptions options) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["apiKey"] = options.Credentials.GetValueOrDefault("apiKey")
            ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"sandbox {options.Id}")))[..32],
    };

    public string AccountKey(IReadOnlyDictionary<string, string> credentials) => credentials["apiKey"];

    public string? Problem(PropertyOptions options) => Credentials(options)["apiKey"].Length >= 8 ? null : "credentials.apiKey: at least 8 characters.";

    public object NewState(Property property) => new CustomGraphState();

    public IVendorTruth Truth(Property property) => new CustomTruth(property);

    public async Task OpenAsync(VendorCall call, CancellationToken cancellationToken)
    {
        var graph = call.Path == Graph;
        call.Operation = graph ? "POST graphql" : call.Http.Request.Method + " ?";
        if (!properties.Value.TryFindByAccount(this, call.Http.Request.Headers[KeyHeader].ToString(), out var property))
            throw new VendorRefusal(StatusCodes.Status401Unauthorized, "The API key is not known.");

        call.Property = property;
        if (graph)
        {
            if (!HttpMethods.IsPost(call.Http.Request.Method))
                throw new VendorRefusal(StatusCodes.Status405MethodNotAllowed, "POST is required.");
            var request = await CustomGraph.ReadAsync(call.Http.Request, cancellationToken);
            call.Operation = $"POST graphql {(request.OperationName.All(char.IsAsciiLetterOrDigit) ? request.OperationName : "?")}";
            call.Answer = () => Guard(property, write: true, () => new CustomGraph(call).Answer(request));
            return;
        }

        var parts = call.Path.StartsWith(Rest, StringComparison.Ordinal) ? call.Path[Rest.Length..].Split('/') : [];
        var route = CustomRest.Find(call.Http.Request.Method, parts) ?? throw new VendorRefusal(StatusCodes.Status404NotFound, "There is no such address.");
        call.Operation = route.Operation;
        call.Answer = () => Guard(property, write: false, () => route.Answer(call));
    }

    public TimeSpan Admit(VendorCall call) =>
        limits.Enter(call.Property, new RateLimit("custom/" + call.Property!.Credentials["apiKey"], CallsPerMinute, TimeSpan.FromMinutes(1)));

    public void Throttle(VendorCall call, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        if (call.Path != Graph)
        {
            call.Http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Refuse(call, StatusCodes.Status429TooManyRequests, "Too many calls.");
            return;
        }

        call.Restart(StatusCodes.Status200OK);
        CustomGraph.WriteError(call.Json, "RATE_LIMITED", "Too many calls.", seconds);
    }

    public void Refuse(VendorCall call, int status, string message)
    {
        if (call.Path == Graph && status is StatusCodes.Status401Unauthorized or StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound)
        {
            // As most GraphQL servers do: the request was understood as HTTP, so it is answered 200.
            call.Restart(StatusCodes.Status200OK);
            CustomGraph.WriteError(call.Json, status switch { 401 => "UNAUTHENTICATED", 404 => "NOT_FOUND", _ => "BAD_USER_INPUT" }, message);
            return;
        }

        call.Restart(status);
        call.Json.WriteStartObject();
        call.Json.WriteStartObject("error"u8);
        call.Json.WriteNumber("status"u8, status);
        call.Json.WriteString("message"u8, message);
        call.Json.WriteEndObject();
        call.Json.WriteEndObject();
    }

    public void ExpireToken(VendorCall call) => Refuse(call, StatusCodes.Status401Unauthorized, "The API key is not valid now.");

    private static void Guard(Property property, bool write, Action answer)
    {
        var gate = property.World.Gate;
        if (write)
            gate.EnterWriteLock();
        else
            gate.EnterReadLock();
        try
        {
            answer();
        }
        finally
        {
            if (write)
                gate.ExitWriteLock();
            else
                gate.ExitReadLock();
        }
    }
}
