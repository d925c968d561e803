namespace PmsPlatform.GuestContext.Bookings;

/// <summary>PostgreSQL's text form of arrays: a column of arrays cannot be passed as one array, whose rows would have to be equally long.</summary>
internal static class ArrayText
{
    public static string Of(IEnumerable<string> items) => $"{{{string.Join(',', items.Select(Quoted))}}}";

    private static string Quoted(string item) =>
        $"\"{item.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
