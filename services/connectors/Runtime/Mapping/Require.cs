using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connectors.Runtime.Mapping;

/// <summary>Values a record cannot do without. Each throws <see cref="MappingException"/> with the path when they are missing or impossible.</summary>
public static class Require
{
    /// <summary>A text that is there and not blank, trimmed.</summary>
    public static string Text(string? value, string path) =>
        string.IsNullOrWhiteSpace(value) ? throw new MappingException(path, "is missing") : value.Trim();

    /// <summary>A value that is there.</summary>
    public static T Value<T>(T? value, string path)
        where T : struct => value ?? throw new MappingException(path, "is missing");

    /// <summary>Departure on or after arrival, at most ten years apart: beyond that a year was mistyped.</summary>
    public static void Span(DateOnly arrival, DateOnly departure, string path)
    {
        if (departure < arrival)
            throw new MappingException(path, "lies before the arrival");
        if (departure.DayNumber - arrival.DayNumber > 3660)
            throw new MappingException(path, "lies more than ten years after the arrival");
    }

    /// <summary>An amount in major units of a currency of ISO 4217.</summary>
    public static Money Amount(decimal amount, string? currency, string amountPath, string currencyPath)
    {
        if (!Currencies.TryFind(currency, out _))
            throw new MappingException(currencyPath, currency is null ? "is missing" : "is not a currency of ISO 4217");

        return Money.TryFromMajor(amount, currency, out var money) ? money : throw new MappingException(amountPath, "is too large");
    }
}
