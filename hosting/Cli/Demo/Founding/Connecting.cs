using System.Diagnostics;
using System.Text.Json;

namespace PmsPlatform.Cli.Demo.Founding;

/// <summary>Tries what the hotel has at its vendor, and connects it when that works.</summary>
internal sealed class Connecting(PlatformDoor owner, Truth sandbox, Action<string> progress)
{
    private static readonly TimeSpan MostReport = TimeSpan.FromSeconds(30);

    public async Task<(FoundedConnection Made, DemoConnection Connection)> ConnectAsync(
        VendorAccount account, string hotelId, string organizationId, CancellationToken cancellationToken)
    {
        var single = await SingleCredentialAsync(account, cancellationToken);
        var trial = await TryAsync(account, hotelId, single, cancellationToken);

        // What the vendor was asked until here was the trial. The connection begins now: whatever its connector asks from here on counts as a sync's.
        var asked = VendorCalls.Of(await sandbox.CallsAsync(account.Slug, cancellationToken));
        var view = single is null
            ? (await owner.PostAsync("/api/pms/connect", ConnectBody(account, hotelId, organizationId), cancellationToken)).GetProperty("connections").EnumerateArray().Single()
            : await owner.PostAsync("/api/admin/pms/configuration", ConfigurationBody(account, hotelId, single), cancellationToken);

        var id = Founder.Text(view, "id");
        progress($"{account.Vendor}: {trial} Connected as {id}");
        var settings = new Dictionary<string, string>(account.Credentials, StringComparer.Ordinal);
        foreach (var (name, value) in account.Chosen)
            settings[name] = value;

        // Drawn with the connection and shown once: the hotel gives the address to its vendor.
        settings["webhookToken"] = Founder.Text(view.GetProperty("webhook"), "token");
        return (
            new FoundedConnection(id, account.Vendor, hotelId, trial, asked.Calls),
            new DemoConnection(id, account.Vendor, account.Slug, account.Currency, settings) { Before = asked });
    }

    private async Task<string> TryAsync(VendorAccount account, string hotelId, string? single, CancellationToken cancellationToken)
    {
        object body = single is null
            ? new { pmsType = account.Vendor, hotelId, endpoint = account.Endpoint, credentials = account.Credentials }
            : new { pmsType = account.Vendor, hotelId, endpoint = account.Endpoint, apiKey = account.Credentials[single] };
        var answer = await owner.PostAsync("/api/admin/pms/test-connection", body, cancellationToken);
        return answer.GetProperty("success").GetBoolean()
            ? Founder.Text(answer, "message")
            : throw new CommandFailedException($"The trial of {account.Vendor} failed: {answer.GetRawText()}");
    }

    /// <summary>The vendor's one credential by the platform's own word; null where it has several. Connectors tell of their vendors soon after their start.</summary>
    private async Task<string?> SingleCredentialAsync(VendorAccount account, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < MostReport; await Task.Delay(100, cancellationToken))
        {
            var vendors = await owner.GetAsync("/api/pms/vendors", cancellationToken);
            var vendor = vendors.EnumerateArray().FirstOrDefault(one => Comparison.Member(one, "pmsType") == account.Vendor);
            if (vendor.ValueKind is not JsonValueKind.Object)
                continue;

            var needed = vendor.GetProperty("credentialFields").EnumerateArray().Where(field => field.GetProperty("required").GetBoolean()).Select(field => Founder.Text(field, "name")).ToList();
            return needed is [var single] ? single : null;
        }

        throw new CommandFailedException($"Nothing is known of the vendor {account.Vendor}: has its connector started?");
    }

    /// <summary>The two credentials by the names that every provider's are given under, the rest by the vendor's own.</summary>
    private static Dictionary<string, object> ConnectBody(VendorAccount account, string hotelId, string organizationId)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["organizationId"] = organizationId,
            ["provider"] = account.Vendor,
            ["hotelId"] = hotelId,
            ["endpoint"] = account.Endpoint,
        };
        foreach (var (name, value) in account.Credentials)
            body[name is "accountId" or "clientToken" ? "clientId" : name is "clientSecret" or "accessToken" ? "clientSecret" : name] = value;
        foreach (var (name, value) in account.Chosen)
            body[name] = value;
        return body;
    }

    private static object ConfigurationBody(VendorAccount account, string hotelId, string single) =>
        new { hotelId, pmsType = account.Vendor, apiKey = account.Credentials[single], settings = account.Chosen, endpoint = account.Endpoint };
}
