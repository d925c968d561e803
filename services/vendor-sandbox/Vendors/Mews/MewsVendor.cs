using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Webhooks;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>
/// The Mews Connector API: every operation is a POST with the tokens in its body, to an address that has to match exactly
/// (connector-api/guidelines of the vendor's documentation).
/// </summary>
internal sealed class MewsVendor(IOptions<SandboxOptions> options, RateLimits limits, PropertyDirectoryAccessor properties) : IVendor, INotifies
{
    private const string Root = "/mews/api/connector/v1/";
    private const int CallsPerWindow = 200;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private static readonly FrozenDictionary<string, (Action<MewsContext> Answer, bool Writes)> Operations = new Dictionary<string, (Action<MewsContext>, bool)>(StringComparer.Ordinal)
    {
        ["configuration/get"] = (MewsConfiguration.Get, false),
        ["services/getAll"] = (MewsReference.GetServices, false),
        ["ageCategories/getAll"] = (MewsReference.GetAgeCategories, false),
        ["companies/getAll"] = (MewsReference.GetCompanies, false),
        ["reservations/getAll/2023-06-06"] = (MewsReservations.GetAll, false),
        ["customers/getAll"] = (MewsCustomers.GetAll, false),
        ["companionships/getAll"] = (MewsCompanionships.GetAll, false),
        ["resources/getAll"] = (MewsResources.GetAll, false),
        ["resources/getOccupancyState"] = (MewsResources.GetOccupancyState, false),
        ["resourceCategories/getAll"] = (MewsCategories.GetAll, false),
        ["resourceCategoryAssignments/getAll"] = (MewsCategories.GetAllAssignments, false),
        ["resourceBlocks/getAll"] = (MewsBlocks.GetAll, false),
        ["services/getAvailability"] = (MewsAvailability.Get, false),
        ["services/getAvailability/2024-01-22"] = (MewsAvailability.GetMetrics, false),
        ["rates/getAll"] = (MewsAvailability.GetRates, false),
        ["rates/getPricing"] = (MewsAvailability.GetPricing, false),
        ["tasks/getAll"] = (MewsTasks.GetAll, false),
        ["orderItems/getAll"] = (MewsOrderItems.GetAll, false),
        ["payments/getAll"] = (MewsPayments.GetAll, false),
        ["serviceOrderNotes/getAll"] = (MewsNotes.GetAll, false),
        ["serviceOrderNotes/add"] = (MewsNotes.Add, true),
        ["customers/update"] = (MewsCustomers.Update, true),
        ["orders/add"] = (MewsWrites.AddOrder, true),
        ["reservations/updateInterval"] = (MewsWrites.UpdateInterval, true),
        ["resources/update"] = (MewsResources.Update, true),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private int _requests;
    private int _throttled;

    public string Name => "mews";

    public string Path => "/mews/";

    public TimeSpan Patience => MewsWebhooks.Patience;

    public IReadOnlyList<TimeSpan> Waits => MewsWebhooks.Waits;

    public bool TriesAgain(int status) => true;

    public IReadOnlyList<WebhookDelivery> Deliveries(Property property, IReadOnlyList<(ChangeKind Kind, int Number)> changes) =>
        MewsWebhooks.Deliveries(property, changes);

    public JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public WorldShape Shape { get; } = MewsShape.Hotel;

    public IReadOnlyDictionary<string, string> Credentials(PropertyOptions options) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["accessToken"] = options.Credentials.GetValueOrDefault("accessToken") ?? $"sandbox-{options.Id}-token",
        ["clientToken"] = options.Credentials.GetValueOrDefault("clientToken") ?? "demo-client-token",
    };

    public string AccountKey(IReadOnlyDictionary<string, string> credentials) => credentials["accessToken"];

    public string? Problem(PropertyOptions options) => null;

    public object NewState(Property property) => new MewsState(property);

    public IVendorTruth Truth(Property property) => new MewsTruth(property);

    public async Task OpenAsync(VendorCall call, CancellationToken cancellationToken)
    {
        call.Http.Response.Headers["Request-Id"] = NextRequestId();
        if (!HttpMethods.IsPost(call.Http.Request.Method) || !call.Path.StartsWith(Root, StringComparison.Ordinal) || !Operations.TryGetValue(call.Path[Root.Length..], out var operation))
            throw new VendorRefusal(StatusCodes.Status404NotFound, "There is no such operation.");
        call.Operation = call.Path[Root.Length..];
        if (call.Http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            throw new VendorRefusal(StatusCodes.Status400BadRequest, "Invalid content type: application/json is required.");
        var request = new MewsRequest(await ReadAsync(call.Http.Request, cancellationToken));
        if (request.Text("AccessToken") is not { } token || !properties.Value.TryFindByAccount(this, token, out var property))
            throw new VendorRefusal(StatusCodes.Status401Unauthorized, "Invalid AccessToken.");
        call.Property = property;
        if (request.Text("ClientToken") != property.Credentials["clientToken"])
            throw new VendorRefusal(StatusCodes.Status401Unauthorized, "Invalid ClientToken.");
        if (request.Text("Client") is not { Length: > 0 })
            throw MewsRequest.Invalid("Client", "is required");
        call.Answer = () => Answer(new MewsContext(call, request, options.Value.Mews), operation.Answer, operation.Writes);
    }

    public TimeSpan Admit(VendorCall call) => limits.Enter(call.Property, new RateLimit("mews/" + call.Property!.Credentials["accessToken"], CallsPerWindow, Window));

    public void Throttle(VendorCall call, TimeSpan wait)
    {
        Refuse(call, StatusCodes.Status429TooManyRequests, "Too many requests.");
        var told = options.Value.Mews.RetryAfter switch
        {
            RetryAfterHeader.Always => true,
            RetryAfterHeader.Never => false,
            _ => Interlocked.Increment(ref _throttled) % 2 == 1,
        };
        if (told)
            call.Http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    public void Refuse(VendorCall call, int status, string message)
    {
        call.Restart(status);
        call.Json.WriteStartObject();
        call.Json.WriteString("Message"u8, message);
        call.Json.WriteString("RequestId"u8, call.Http.Response.Headers["Request-Id"].ToString());
        call.Json.WriteNull("Details"u8);
        call.Json.WriteEndObject();
    }

    public void ExpireToken(VendorCall call) => Refuse(call, StatusCodes.Status401Unauthorized, "Invalid AccessToken.");

    private static void Answer(MewsContext context, Action<MewsContext> answer, bool writes)
    {
        var gate = context.World.Gate;
        if (writes)
            gate.EnterWriteLock();
        else
            gate.EnterReadLock();
        try
        {
            answer(context);
        }
        finally
        {
            if (writes)
                gate.ExitWriteLock();
            else
                gate.ExitReadLock();
        }
    }

    private async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var longest = options.Value.Mews.LongestRequest;
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 4096, 256, longest));
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(4096), cancellationToken);
            if (read == 0)
                break;
            body.Advance(read);
            if (body.WrittenCount > longest)
                throw new VendorRefusal(StatusCodes.Status413PayloadTooLarge, "The request is too large.");
        }

        try
        {
            using var document = JsonDocument.Parse(body.WrittenMemory);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new VendorRefusal(StatusCodes.Status400BadRequest, "Invalid JSON: an object is required.");
        }
        catch (JsonException)
        {
            throw new VendorRefusal(StatusCodes.Status400BadRequest, "Invalid JSON.");
        }
    }

    private string NextRequestId() => string.Create(CultureInfo.InvariantCulture, $"{Dice.Mix((ulong)Interlocked.Increment(ref _requests)):x16}");
}
