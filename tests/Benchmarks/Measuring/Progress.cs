namespace PmsPlatform.Benchmarks.Measuring;

/// <summary>What goes on, for the person who waits. On stderr: stdout holds the table only.</summary>
internal static class Progress
{
    public static void Say(FormattableString text) => Console.Error.WriteLine(FormattableString.Invariant(text));

    public static void Say(string text) => Console.Error.WriteLine(text);
}
