using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using PmsPlatform.VendorSandbox.Faults;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Webhooks;

/// <summary>Sends the webhooks of all properties: what changes together is told together, and what is not taken is sent again as the vendor documents it.</summary>
internal sealed partial class WebhookSender(PropertyDirectory properties, IOptions<SandboxOptions> options, TimeProvider time, ILogger<WebhookSender> logger)
    : BackgroundService
{
    private const string FaultPath = "webhook";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Deliveries go straight to whoever they are for: no resilience of ours may hide what a vendor would do.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var property in properties.All)
                    Send(property, http, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        await Task.WhenAll(_underWay.Keys);
    }

    private void Send(Property property, HttpClient http, CancellationToken cancellationToken)
    {
        if (property.Vendor is not INotifies vendor || property.World.Feed.Take() is not { Count: > 0 } changes)
            return;

        IReadOnlyList<WebhookDelivery> deliveries;
        property.World.Gate.EnterReadLock();
        try
        {
            deliveries = vendor.Deliveries(property, changes);
        }
        finally
        {
            property.World.Gate.ExitReadLock();
        }

        foreach (var delivery in deliveries)
        {
            if (property.Faults.Fire(FaultKind.DropWebhooks, FaultPath) is not null)
            {
                property.Webhooks.CountDropped();
                continue;
            }

            var copies = property.Faults.Fire(FaultKind.DuplicateWebhooks, FaultPath) is null ? 1 : 2;
            for (var copy = 0; copy < copies; copy++)
                Track(DeliverAsync(property, vendor, delivery, http, cancellationToken));
        }
    }

    private void Track(Task delivery)
    {
        _underWay.TryAdd(delivery, true);
        foreach (var ended in _underWay.Keys.Where(task => task.IsCompleted))
            _underWay.TryRemove(ended, out _);
    }

    private async Task DeliverAsync(Property property, INotifies vendor, WebhookDelivery delivery, HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var status = await TryAsync(vendor, delivery, http, cancellationToken);
                property.Webhooks.Add(new WebhookTry(time.GetUtcNow(), delivery.Address, delivery.Body.Length, attempt, status));
                if (status is >= 200 and < 300)
                {
                    property.Webhooks.CountDelivered();
                    return;
                }

                if (attempt > vendor.Waits.Count || (status != 0 && !vendor.TriesAgain(status)))
                {
                    property.Webhooks.CountDropped();
                    Log.Dropped(logger, property.Id, attempt, status);
                    return;
                }

                await Task.Delay(vendor.Waits[attempt - 1] * options.Value.WebhookWaitScale, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The sandbox ends; so do its vendors.
        }
    }

    private async Task<int> TryAsync(INotifies vendor, WebhookDelivery delivery, HttpClient http, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(vendor.Patience);
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Address) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (delivery.Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in delivery.Headers?.Invoke(time.GetUtcNow()) ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A webhook of {Property} was dropped after {Tries} tries, the last one answered {Status}")]
        public static partial void Dropped(ILogger logger, string property, int tries, int status);
    }
}
