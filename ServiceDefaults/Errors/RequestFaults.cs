using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace PmsPlatform.ServiceDefaults.Errors;

/// <summary>
/// Says which member of a malformed request is wrong, and why, without repeating what the caller sent: that may be a phone number.
/// The framework tells the member only in its message; a message in words not known here gives a general reason, never another status.
/// </summary>
internal static partial class RequestFaults
{
    private const string Body = "$";

    private const RegexOptions Rules = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    public static (string Field, string Reason) Explain(BadHttpRequestException exception)
    {
        if (exception.InnerException is JsonException json)
            return (PathOf(json), ReasonOf(json));

        if (BindingFailed().Match(exception.Message) is { Success: true } failed)
            return (failed.Groups["name"].Value, $"is not a {Readable(failed.Groups["type"].Value)}.");

        if (ParameterMissing().Match(exception.Message) is { Success: true } missing)
        {
            var name = missing.Groups["name"].Value;
            return missing.Groups["source"].Value is "body" ? (Body, "a JSON body is needed.") : (name, "is missing.");
        }

        return exception.Message.Contains("body", StringComparison.OrdinalIgnoreCase)
            ? (Body, "the body cannot be read.")
            : ("request", "the request is malformed.");
    }

    public static string PathOf(JsonException exception) => string.IsNullOrEmpty(exception.Path) ? Body : exception.Path;

    public static string ReasonOf(JsonException exception)
    {
        if (MembersMissing().Match(exception.Message) is { Success: true } missing)
            return $"is missing: {missing.Groups["names"].Value.Replace("'", "", StringComparison.Ordinal).TrimEnd('.')}.";
        if (exception.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return "is nested too deeply.";
        if (exception.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
            return "is given twice.";

        // An inner reader exception means that it is no JSON at all; otherwise it is JSON of the wrong shape.
        return exception.InnerException is JsonException || exception.Message.Contains("invalid", StringComparison.Ordinal)
            ? $"is not valid JSON at line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}."
            : "has a value of the wrong type or shape.";
    }

    private static string Readable(string type) => type.Replace("Nullable<", "", StringComparison.Ordinal).TrimEnd('>', '?') switch
    {
        "int" or "long" or "short" or "Int32" or "Int64" => "whole number",
        "double" or "decimal" or "float" or "Double" or "Decimal" => "number",
        "bool" or "Boolean" => "truth value (true or false)",
        "DateOnly" => "date (yyyy-MM-dd)",
        "DateTimeOffset" or "DateTime" => "date and time (ISO 8601 with offset)",
        "TimeOnly" => "time (HH:mm)",
        "Guid" => "UUID",
        var other => $"valid {other}",
    };

    [GeneratedRegex(@"^Failed to bind parameter ""(?<type>\S+) (?<name>[^""]+)""", Rules, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BindingFailed();

    [GeneratedRegex(
        @"^(Implicit body inferred|Required parameter) .*?""?(\S+ )?(?<name>[^"" ]+)"" was not provided from (?<source>body|route|query|header|form)",
        Rules, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterMissing();

    [GeneratedRegex(@"missing required properties including: (?<names>.+?)(\. Path:|$)", Rules, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MembersMissing();
}
