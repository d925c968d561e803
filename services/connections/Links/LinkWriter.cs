using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PmsPlatform.Contracts.Common;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;
using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Links;

/// <summary>What a draft led to: a connection, not saved yet, or a problem.</summary>
internal sealed record LinkChange(Link? Link, bool IsNew, WebhookView? Webhook, ProblemHttpResult? Problem)
{
    public static LinkChange Refused(ProblemHttpResult problem) => new(Link: null, IsNew: false, Webhook: null, problem);
}

/// <summary>Brings a hotel's connection to what a draft says: the same draft again changes nothing, and its connector is not disturbed.</summary>
internal sealed class LinkWriter(RegistryContext registry, ICredentialSealer sealer, EndpointRules endpoints, TimeProvider time)
{
    /// <summary>Name of the setting that is the secret part of a webhook address, at every vendor that has one.</summary>
    public const string WebhookToken = "webhookToken";

    private const int TokenBytes = 32;

    /// <summary>Changes the tracked connection; the caller saves.</summary>
    public async Task<LinkChange> ApplyAsync(LinkDraft draft, CancellationToken cancellationToken)
    {
        if (DraftCheck.ProblemOf(draft, endpoints) is { } problem)
            return LinkChange.Refused(problem);

        var (found, unclear) = await FindAsync(draft, cancellationToken);
        if (unclear is not null)
            return LinkChange.Refused(unclear);

        var link = found ?? Make(draft);
        var hasNewSettings = SetValues(link, draft);
        SetRest(link, draft);
        if (DraftCheck.ProblemOfMissing(link, draft.Vendor) is { } missing)
        {
            // A tracked connection must not be saved by accident later in the request.
            registry.ChangeTracker.Clear();
            return LinkChange.Refused(missing);
        }

        var webhook = DrawMissingToken(link, draft.Vendor);
        if (hasNewSettings && link.Status is { State: ConnectionState.Error } status)
            (status.State, status.StateAt) = (ConnectionState.Pending, time.GetUtcNow());
        return new LinkChange(link, found is null, webhook, Problem: null);
    }

    /// <summary>Draws a new webhook secret; the address with the old one ends.</summary>
    public WebhookView DrawToken(Link link)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        Seal(link, WebhookToken, token);
        return new WebhookView($"/api/pms/{link.Vendor}/webhook/{token}", token);
    }

    private WebhookView? DrawMissingToken(Link link, VendorReport vendor) =>
        vendor.Settings.Any(setting => string.Equals(setting.Name, WebhookToken, StringComparison.Ordinal)) && !link.SealedSettings.ContainsKey(WebhookToken)
            ? DrawToken(link)
            : null;

    private async Task<(Link? Link, ProblemHttpResult? Problem)> FindAsync(LinkDraft draft, CancellationToken cancellationToken)
    {
        var hotelId = draft.Hotel.HotelId;
        var links = registry.Links.Include(link => link.Status).Include(link => link.Schedules).AsSplitQuery();
        if (draft.Id is { } id)
        {
            var named = await links.SingleOrDefaultAsync(link => link.ConnectionId == id, cancellationToken);
            return named is null || (named.HotelId == hotelId && named.Vendor == draft.Vendor.Slug)
                ? (named, null)
                : (null, Problem.Conflict("The connection of this id is another hotel's, or with another PMS. Connections do not move: make another one."));
        }

        var several = await links.Where(link => link.HotelId == hotelId && link.Vendor == draft.Vendor.Slug).OrderBy(link => link.ConnectionId).Take(2).ToListAsync(cancellationToken);
        return several.Count > 1
            ? (null, Problem.Invalid("$.id", $"is missing: the hotel has several connections with {draft.Vendor.Name}."))
            : (several.SingleOrDefault(), null);
    }

    private Link Make(LinkDraft draft)
    {
        var now = time.GetUtcNow();
        var id = draft.Id ?? Ids.New("con", now);
        var link = new Link
        {
            ConnectionId = id,
            HotelId = draft.Hotel.HotelId,
            OrganizationId = draft.Hotel.OrganizationId,
            Vendor = draft.Vendor.Slug,
            CreatedAt = now,
            ChangedAt = now,
            Status = new LinkStatus { ConnectionId = id },
        };
        registry.Add(link);
        return link;
    }

    /// <summary>True when a setting is another one than before.</summary>
    private bool SetValues(Link link, LinkDraft draft)
    {
        var isChanged = false;
        foreach (var (given, value) in draft.Values)
        {
            var setting = draft.Vendor.Settings.First(known => string.Equals(known.Name, given, StringComparison.OrdinalIgnoreCase));
            if (string.IsNullOrEmpty(value))
                isChanged |= link.Settings.Remove(setting.Name) | link.SealedSettings.Remove(setting.Name);
            else if (setting.Secret)
                isChanged |= Seal(link, setting.Name, value);
            else if (!string.Equals(link.Settings.GetValueOrDefault(setting.Name), value, StringComparison.Ordinal))
                (link.Settings[setting.Name], isChanged) = (value, true);
        }

        return isChanged;
    }

    private bool Seal(Link link, string name, string value)
    {
        if (link.SealedSettings.TryGetValue(name, out var cipher) && Opens(link.ConnectionId, name, cipher, value))
            return false;
        link.SealedSettings[name] = sealer.Seal(link.ConnectionId, name, value);
        return true;
    }

    private bool Opens(string connectionId, string name, string cipher, string value)
    {
        try
        {
            return string.Equals(sealer.Unseal(connectionId, name, cipher), value, StringComparison.Ordinal);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void SetOverrides(Link link, LinkDraft draft)
    {
        if (draft.FieldOverrides is not { } overrides)
            return;
        var kept = new Dictionary<string, string>(link.FieldOverrides, StringComparer.Ordinal);
        foreach (var (name, rule) in overrides)
        {
            if (rule is null)
                kept.Remove(name);
            else
                kept[name] = JsonSerializer.Serialize(rule, ContractsJson.Default.FieldOverride);
        }

        link.FieldOverrides = kept;
    }

    private void SetRest(Link link, LinkDraft draft)
    {
        link.IsEnabled = true;
        link.IsOfRecord = draft.IsOfRecord ?? link.IsOfRecord;
        link.Endpoint = draft.Endpoint is null ? link.Endpoint : draft.Endpoint.Length == 0 ? null : draft.Endpoint;
        link.Entities = draft.Entities is null ? link.Entities : draft.Entities.Count == 0 ? null : [.. draft.Entities.Distinct(StringComparer.Ordinal)];
        link.Reads = draft.Reads ?? link.Reads;
        link.Retries = draft.Retries ?? link.Retries;
        SetOverrides(link, draft);
        foreach (var (feed, schedule) in draft.Schedules)
            ScheduleWriter.Set(link, feed, schedule!, draft.Vendor, time.GetUtcNow());
    }
}
