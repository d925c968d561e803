using System.Globalization;
using PmsPlatform.Benchmarks.Rows;

namespace PmsPlatform.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    private const int MostBookings = 1_000_000;
    private const int MostRounds = 20;

    public IReadOnlyList<string> Names { get; init; } = [];

    public bool Json { get; init; }

    /// <summary>Size of the hotel of the full sync.</summary>
    public int Bookings { get; init; } = 100_000;

    public int Rounds { get; init; } = 5;

    /// <summary>How long one measurement under load takes.</summary>
    public TimeSpan Load { get; init; } = TimeSpan.FromSeconds(4);

    public bool Wants(string name) => Names.Count == 0 || Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static (BenchOptions? Options, string? Problem) Parse(string[] args)
    {
        var options = new BenchOptions();
        List<string> names = [];
        for (var index = 0; index < args.Length; index++)
        {
            switch (args[index])
            {
                case "--json":
                    options = options with { Json = true };
                    break;
                case "--bookings" when Number(args, ++index, 1000, MostBookings) is { } bookings:
                    options = options with { Bookings = bookings };
                    break;
                case "--rounds" when Number(args, ++index, 1, MostRounds) is { } rounds:
                    options = options with { Rounds = rounds };
                    break;
                case "--seconds" when Number(args, ++index, 1, 600) is { } seconds:
                    options = options with { Load = TimeSpan.FromSeconds(seconds) };
                    break;
                case var name when RowGroups.All.Any(group => string.Equals(group.Name, name, StringComparison.OrdinalIgnoreCase)):
                    names.Add(name);
                    break;
                default:
                    return (null, $"""
                        Usage: ./pms bench [name ...] [--json] [--bookings 1000..{MostBookings}] [--rounds 1..{MostRounds}] [--seconds 1..600]
                        Names: {string.Join(' ', RowGroups.All.Select(group => group.Name))}
                        """);
            }
        }

        return (options with { Names = names }, null);
    }

    private static int? Number(string[] args, int index, int least, int most) =>
        index < args.Length && int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
}
