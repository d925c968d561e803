namespace PmsPlatform.Connectors.Runtime.Sync;

/// <summary>Where a read is between its beginning, 0, and its end, 1, as the vendor's own numbers tell it. Pure.</summary>
internal static class RunPosition
{
    /// <summary>So that nothing is called done before it is: 99.9 %.</summary>
    public const double MostBeforeTheEnd = 0.999;

    /// <summary>The position after a page. Null where the vendor tells neither a total nor a share.</summary>
    /// <param name="processed">Records read by now, those of an interrupted run before this one included.</param>
    /// <param name="total">Records the vendor announced.</param>
    /// <param name="limit">Records after which the run stops by itself.</param>
    /// <param name="share">What the page itself said.</param>
    public static double? Of(long processed, long? total, int? limit, double? share)
    {
        if (total is { } announced and >= 0)
        {
            var wanted = limit is { } most ? Math.Min(announced, most) : announced;
            return wanted <= 0 ? null : Math.Clamp((double)Math.Max(0, processed) / wanted, 0, 1);
        }

        return share is { } told && double.IsFinite(told) ? Math.Clamp(told, 0, 1) : null;
    }

    /// <summary>What may be told: no less than before, and less than everything.</summary>
    public static double? Told(double? before, double? position) => (before, position) switch
    {
        (null, null) => null,
        var (told, now) => Math.Min(MostBeforeTheEnd, Math.Max(told ?? 0, now ?? 0)),
    };

    /// <summary>The span of arrivals after a page.</summary>
    public static (DateOnly? From, DateOnly? Until) Arrivals(DateOnly? from, DateOnly? until, IEnumerable<DateOnly> arrivals)
    {
        foreach (var arrival in arrivals)
        {
            from = from is { } first && first <= arrival ? first : arrival;
            until = until is { } last && last >= arrival ? last : arrival;
        }

        return (from, until);
    }
}
