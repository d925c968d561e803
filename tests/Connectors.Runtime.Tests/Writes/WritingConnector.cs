using System.Text;
using PmsPlatform.Connectors.Runtime.Http;
using PmsPlatform.Connectors.Runtime.Writes;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Rooms;

namespace PmsPlatform.Connectors.Runtime.Tests.Writes;

/// <summary>A vendor that takes all kinds of writes but preferences, by one address, and tells what it has by another.</summary>
internal sealed class WritingConnector(ConnectorContext context)
    : IPmsConnector, IWrites<NoteWrite>, IWrites<ChargeWrite>, IWrites<CheckoutTimeWrite>, IWrites<HousekeepingWrite>
{
    private readonly VendorHttp _http = context.Http.Classifying(Classify);

    public static ConnectorDescriptor Descriptor { get; } = new()
    {
        Slug = "writing",
        Name = "Writing PMS",
        DefaultEndpoint = new Uri("https://pms.example"),
        Documentation = new Uri("https://pms.example/docs"),
        Settings = [new SettingDescriptor { Name = "key", Label = "Key", Guidance = "Printed on the box.", Secret = true }],
        Limits = [new RateWindow(1000, TimeSpan.FromSeconds(1))],
        AccountSettings = ["key"],
        RequestTimeout = TimeSpan.FromSeconds(5),
    };

    public static IPmsConnector Connect(ConnectorContext context) => new WritingConnector(context);

    public static MappedRecords Map(EntityKind entity, ReadOnlyMemory<byte> payload, HotelSettings hotel) => new();

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    string? IWrites<HousekeepingWrite>.RefusalOf(HousekeepingWrite write) => write.Status == HousekeepingStatus.Pickup ? "Writing PMS knows no pickup." : null;

    public Task<WriteReceipt> WriteAsync(NoteWrite write, CancellationToken cancellationToken) => SendAsync("note", write.BookingId, write.Text, write, cancellationToken);

    public Task<WriteReceipt> WriteAsync(ChargeWrite write, CancellationToken cancellationToken) =>
        SendAsync("charge", write.BookingId, $"{write.Amount.MinorUnits} {write.Amount.Currency} {write.Title}", write, cancellationToken);

    public Task<WriteReceipt> WriteAsync(CheckoutTimeWrite write, CancellationToken cancellationToken) =>
        SendAsync("checkout", write.BookingId, write.Time.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), write, cancellationToken);

    public Task<WriteReceipt> WriteAsync(HousekeepingWrite write, CancellationToken cancellationToken) =>
        SendAsync("housekeeping", write.RoomId, write.Status.ToString(), write, cancellationToken);

    public Task<WriteTrace> FindAsync(NoteWrite write, CancellationToken cancellationToken) => LookAsync(write, cancellationToken);

    public Task<WriteTrace> FindAsync(ChargeWrite write, CancellationToken cancellationToken) => LookAsync(write, cancellationToken);

    public Task<WriteTrace> FindAsync(CheckoutTimeWrite write, CancellationToken cancellationToken) => LookAsync(write, cancellationToken);

    public Task<WriteTrace> FindAsync(HousekeepingWrite write, CancellationToken cancellationToken) => LookAsync(write, cancellationToken);

    private async Task<WriteReceipt> SendAsync(string kind, string target, string text, PmsWrite write, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(
            new VendorRequest
            {
                Method = HttpMethod.Post,
                Path = $"{kind}/{target}?reference={write.Reference}",
                Operation = kind,
                Body = Encoding.UTF8.GetBytes(text),
                ContentType = "text/plain",
                IsWrite = true,
            },
            cancellationToken);
        return new WriteReceipt(Encoding.UTF8.GetString(response.Body.Span));
    }

    private async Task<WriteTrace> LookAsync(PmsWrite write, CancellationToken cancellationToken)
    {
        var response = await _http.SendAsync(
            new VendorRequest { Method = HttpMethod.Get, Path = $"find/{write.Reference}", Operation = "find" }, cancellationToken);
        return Encoding.UTF8.GetString(response.Body.Span) switch
        {
            "untold" => WriteTrace.Untold,
            "absent" => WriteTrace.Absent,
            var reference => WriteTrace.Arrived(reference),
        };
    }

    private static VendorFailure? Classify(VendorResponse response) =>
        VendorFailure.FromStatus(response) is { } failure ? failure with { VendorText = Encoding.UTF8.GetString(response.Body.Span) } : null;
}
