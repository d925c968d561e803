using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using PmsPlatform.Contracts.Connections;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.Connections.Links;

/// <summary>What is wrong with a draft before anything is stored. The caller's text is never repeated: it may be a secret in the wrong field.</summary>
internal static partial class DraftCheck
{
    private const int MostCharacters = 256 * 1024;

    private static readonly string[] Entities = ["bookings", "guests", "rooms", "availability", "maintenance", "housekeeping-tasks"];
    private static readonly string[] Lifetimes = ["booking", "guest", "room"];
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    public static ProblemHttpResult? ProblemOf(LinkDraft draft, EndpointRules endpoints) =>
        ProblemOfId(draft.Id)
        ?? ProblemOfNames(draft)
        ?? ProblemOfPatterns(draft)
        ?? ProblemOfEndpoint(draft.Endpoint, endpoints)
        ?? ProblemOfEntities(draft)
        ?? ProblemOfReads(draft.Reads)
        ?? ProblemOfRetries(draft.Retries)
        ?? ProblemOfOverrides(draft)
        ?? draft.Schedules.Select(schedule => ScheduleCheck.ProblemOf($"$.schedules.{schedule.Key}", schedule.Key, schedule.Value, draft.Vendor, draft.Hotel)).FirstOrDefault(problem => problem is not null);

    /// <summary>What a connection still lacks to be used.</summary>
    public static ProblemHttpResult? ProblemOfMissing(Link link, VendorReport vendor) =>
        ProblemOfMissing(vendor, name => link.Settings.ContainsKey(name) || link.SealedSettings.ContainsKey(name));

    /// <summary>What is missing among values that are all there is.</summary>
    public static ProblemHttpResult? ProblemOfMissing(IReadOnlyDictionary<string, string?> values, VendorReport vendor) =>
        ProblemOfMissing(vendor, name => !string.IsNullOrEmpty(values.GetValueOrDefault(name)));

    /// <summary>The one credential that <c>apiKey</c> stands for; null where the vendor has several or none.</summary>
    public static VendorSetting? SingleCredentialOf(VendorReport vendor) =>
        vendor.Settings.Where(setting => setting is { Secret: true, Required: true }).ToList() is [var single] ? single : null;

    public static ProblemHttpResult NoSingleCredential(VendorReport vendor) =>
        Problem.Invalid("$.apiKey", $"{vendor.Name} has not one single credential. Use credentials with the vendor's names.");

    private static ProblemHttpResult? ProblemOfMissing(VendorReport vendor, Func<string, bool> has) =>
        vendor.Settings.FirstOrDefault(setting => setting.Required && !has(setting.Name)) is { } missing
            ? Problem.Invalid($"$.credentials.{missing.Name}", $"is missing. {missing.Guidance}")
            : null;

    private static ProblemHttpResult? ProblemOfId(string? id) =>
        id is null || IdShape().IsMatch(id) ? null : Problem.Invalid("$.id", "must be letters, digits, hyphens and underscores, at most 64.");

    private static ProblemHttpResult? ProblemOfNames(LinkDraft draft) =>
        draft.Values.Keys.All(name => draft.Vendor.Settings.Any(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase)))
            ? draft.Values.Values.Any(value => value?.Length > MostCharacters) ? Problem.Invalid("$.credentials", $"has a value of more than {MostCharacters} characters.") : null
            : Problem.Invalid("$.credentials", $"has a name that is none of {draft.Vendor.Name}: {string.Join(", ", draft.Vendor.Settings.Select(setting => setting.Name))}.");

    /// <summary>What the vendor's documentation says a value looks like. The value is not repeated.</summary>
    private static ProblemHttpResult? ProblemOfPatterns(LinkDraft draft)
    {
        foreach (var setting in draft.Vendor.Settings.Where(setting => setting.Pattern is not null))
        {
            var value = draft.Values.FirstOrDefault(value => string.Equals(value.Key, setting.Name, StringComparison.OrdinalIgnoreCase)).Value;
            if (!string.IsNullOrEmpty(value) && !Regex.IsMatch(value, $"^(?:{setting.Pattern})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, LongestMatch))
                return Problem.Invalid($"$.credentials.{setting.Name}", $"does not look like {setting.Label}: {setting.PatternHint}. {setting.Guidance}");
        }

        return null;
    }

    private static ProblemHttpResult? ProblemOfEndpoint(string? endpoint, EndpointRules endpoints) => string.IsNullOrEmpty(endpoint) || endpoints.Allow(endpoint)
        ? null
        : Problem.Invalid("$.endpoint", "must be an https address with a public host name, without user and password.");

    /// <summary>A connector serves no connection that names what its vendor does not list: better said here.</summary>
    private static ProblemHttpResult? ProblemOfEntities(LinkDraft draft)
    {
        var offered = Entities.Where(name => Offers(draft.Vendor, name)).ToList();
        return draft.Entities?.All(name => offered.Contains(name, StringComparer.Ordinal)) is false
            ? Problem.Invalid("$.entities", $"has a name that is none of {string.Join(", ", offered)}, which {draft.Vendor.Name} has.")
            : null;
    }

    /// <summary>Guests come with bookings also where the vendor has no list of them.</summary>
    private static bool Offers(VendorReport vendor, string entity) =>
        vendor.Capabilities.Contains($"reads-{entity}", StringComparer.Ordinal)
        || (entity == "guests" && vendor.Capabilities.Contains("reads-bookings", StringComparer.Ordinal));

    private static ProblemHttpResult? ProblemOfReads(Dictionary<string, string>? reads) => reads?.All(read =>
        Lifetimes.Contains(read.Key, StringComparer.Ordinal)
        && TimeSpan.TryParseExact(read.Value, "c", CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero && span <= LongestLife) is false
        ? Problem.Invalid("$.reads", $"takes {string.Join(", ", Lifetimes)} with a span from 00:00:01 to 1.00:00:00.")
        : null;

    private static ProblemHttpResult? ProblemOfRetries(Dictionary<string, string>? retries) => retries?.All(retry =>
        string.Equals(retry.Key, "most", StringComparison.Ordinal) && int.TryParse(retry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most <= 10) is false
        ? Problem.Invalid("$.retries", "takes most with a number from 0 to 10.")
        : null;

    private static ProblemHttpResult? ProblemOfOverrides(LinkDraft draft)
    {
        if (draft.FieldOverrides is not { Count: > 0 } overrides)
            return null;
        if (!draft.Vendor.Capabilities.Contains(VendorReport.FieldOverrides, StringComparer.Ordinal))
            return Problem.Invalid("$.fieldOverrides", $"cannot be used: the mapping of {draft.Vendor.Name} is itself a setting.");
        return overrides.Where(rule => rule.Value is not null)
            .Select(rule => FieldTarget.ProblemOf(rule.Key, rule.Value) is { } reason ? Problem.Invalid(FieldTarget.All.ContainsKey(rule.Key) ? $"$.fieldOverrides.{rule.Key}" : "$.fieldOverrides", reason) : null)
            .FirstOrDefault(problem => problem is not null);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdShape();
}
