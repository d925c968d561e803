using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;
using PmsPlatform.VendorSandbox.Webhooks;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mock;

/// <summary>The hotel system to develop against (docs/mock-pms.md): all records can be made, changed and deleted by its API, and it can be emptied and filled.</summary>
internal sealed class MockVendor(RateLimits limits, PropertyDirectoryAccessor properties) : IVendor, INotifies, IKeepsRecords
{
    /// <summary>Bookings are objects here, and not rows of a table.</summary>
    private const int MostBookings = 100_000;

    private const string Root = "/mock/v1/";
    private const string Scheme = "Bearer ";
    private const int CallsPerMinute = 600;
    private const int MostBytes = 256 * 1024;
    private const int MostBytesOfSeed = 8 * 1024 * 1024;

    public static JavaScriptEncoder Letters => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public string Name => "mock";

    public string Path => "/mock/";

    public JavaScriptEncoder Encoder => Letters;

    public WorldShape Shape => MockWords.Inn;

    public TimeSpan Patience => MockNotices.Patience;

    public IReadOnlyList<TimeSpan> Waits => MockNotices.Waits;

    public IReadOnlyDictionary<string, string> Credentials(PropertyOptions options) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["apiKey"] = options.Credentials.GetValueOrDefault("apiKey") ?? $"sandbox-{options.Id}-key",
    };

    public string AccountKey(IReadOnlyDictionary<string, string> credentials) => credentials["apiKey"];

    public string? Problem(PropertyOptions options) => options.Bookings > MostBookings ? $"bookings: at most {MostBookings} for this vendor."
        : Credentials(options)["apiKey"].Length >= 8 ? null : "credentials.apiKey: at least 8 characters.";

    public object NewState(Property property) => new MockStore(property);

    public IVendorTruth Truth(Property property) => new MockTruth(property);

    public bool TriesAgain(int status) => status != StatusCodes.Status410Gone;

    public IReadOnlyList<WebhookDelivery> Deliveries(Property property, IReadOnlyList<(ChangeKind Kind, int Number)> changes) => MockNotices.Deliveries(property, changes);

    public IEnumerable<int> Breakable(Property property, BrokenEntity entity)
    {
        var store = (MockStore)property.State;
        return entity switch
        {
            BrokenEntity.Guests => store.Guests.Numbers,
            BrokenEntity.Rooms => store.Rooms.Numbers,
            _ => store.Bookings.Numbers.Where(number => store.Bookings.At(number)!.Total is not null),
        };
    }

    public Modified Modify(Property property, ModifyKind kind, int count, IReadOnlyList<int>? records) =>
        new MockModifier((MockStore)property.State, property.Seed + (ulong)property.NextNumber()).Modify(kind, count, records);

    public DateTimeOffset? LatestChange(Property property) => ((MockStore)property.State).LatestChange;

    public async Task OpenAsync(VendorCall call, CancellationToken cancellationToken)
    {
        var request = call.Http.Request;
        var parts = call.Path.StartsWith(Root, StringComparison.Ordinal) ? call.Path[Root.Length..].Split('/') : [];
        var route = MockRoutes.Find(request.Method, parts);
        call.Operation = route?.Operation ?? request.Method + " ?";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || !properties.Value.TryFindByAccount(this, header[Scheme.Length..].Trim(), out var property))
            throw new VendorRefusal(StatusCodes.Status401Unauthorized, "The key is missing or not known.");

        call.Property = property;
        if (route is null)
            throw new VendorRefusal(StatusCodes.Status404NotFound, "There is no such address.");
        var (body, problem) = route.Writes && !HttpMethods.IsDelete(request.Method)
            ? await ReadAsync(request, parts is ["seed"] ? MostBytesOfSeed : MostBytes, cancellationToken)
            : default;
        call.Answer = () => Answer(call, route, body, problem);
    }

    public TimeSpan Admit(VendorCall call) =>
        limits.Enter(call.Property, new RateLimit("mock/" + call.Property!.Credentials["apiKey"], CallsPerMinute, TimeSpan.FromMinutes(1)));

    public void Throttle(VendorCall call, TimeSpan wait)
    {
        call.Http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        Refuse(call, StatusCodes.Status429TooManyRequests, $"More than {CallsPerMinute} calls in a minute.");
    }

    public void Refuse(VendorCall call, int status, string message) => MockProblem.Write(call, status, message, field: null);

    public void ExpireToken(VendorCall call) => Refuse(call, StatusCodes.Status401Unauthorized, "The key is not valid now.");

    private static void Answer(VendorCall call, MockRoute route, JsonElement body, MockProblem? problem)
    {
        var gate = call.Property!.World.Gate;
        if (route.Writes)
            gate.EnterWriteLock();
        else
            gate.EnterReadLock();
        try
        {
            if (problem is not null)
                throw problem;
            route.Answer(call, body);
        }
        catch (MockProblem refused)
        {
            MockProblem.Write(call, refused.Status, refused.Message, refused.Field);
        }
        finally
        {
            if (route.Writes)
                gate.ExitWriteLock();
            else
                gate.ExitReadLock();
        }
    }

    private static async Task<(JsonElement Body, MockProblem? Problem)> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var block = new byte[16 * 1024];
        while (await request.Body.ReadAsync(block, cancellationToken) is var read and > 0)
        {
            if (buffer.Length + read > most)
                return (default, MockProblem.TooLarge(most));
            buffer.Write(block, 0, read);
        }

        try
        {
            return (JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)), null);
        }
        catch (JsonException error)
        {
            return (default, MockProblem.Invalid("$", string.Create(
                CultureInfo.InvariantCulture, $"is not JSON at byte {error.BytePositionInLine ?? 0} of line {(error.LineNumber ?? 0) + 1}")));
        }
    }
}
