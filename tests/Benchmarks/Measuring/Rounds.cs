namespace PmsPlatform.Benchmarks.Measuring;

/// <summary>Measures a subject and its limit in turns, so that what disturbs the machine disturbs both.</summary>
internal sealed class Rounds
{
    private readonly List<(double Subject, double Limit)> _done = [];

    /// <summary>Measures; the first of the two is another one in each round.</summary>
    public static async Task<Rounds> RunAsync(int rounds, Func<int, Task<double>> subject, Func<int, Task<double>> limit)
    {
        var result = new Rounds();
        for (var round = 0; round < rounds; round++)
        {
            double first, second;
            if (round % 2 == 0)
            {
                first = await subject(round);
                second = await limit(round);
            }
            else
            {
                second = await limit(round);
                first = await subject(round);
            }

            result.Add(first, second);
            Progress.Say($"  round {round + 1} of {rounds}: {first:0.#} against {second:0.#}");
        }

        return result;
    }

    public void Add(double subject, double limit) => _done.Add((subject, limit));

    /// <summary>The row.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="what">What is compared.</param>
    /// <param name="unit">Of subject and limit.</param>
    /// <param name="aim">Ratio aimed at.</param>
    /// <param name="lessIsBetter">Of subject and limit; the ratio is turned round then.</param>
    public Row ToRow(string id, string what, string unit, double aim, bool lessIsBetter = false)
    {
        var ratios = _done.Select(each => lessIsBetter ? each.Limit / each.Subject : each.Subject / each.Limit).Order().ToList();
        var ratio = Median(ratios);
        return new Row
        {
            Id = id,
            What = $"{what}; {_done.Count} {(_done.Count == 1 ? "round" : "rounds")}",
            Unit = unit,
            Subject = Round(Median([.. _done.Select(each => each.Subject).Order()])),
            Limit = Round(Median([.. _done.Select(each => each.Limit).Order()])),
            Ratio = Math.Round(ratio, 3),
            Aim = aim,
            Met = Math.Round(ratio, 3) >= aim,
            Spread = [Math.Round(ratios[0], 3), Math.Round(ratios[^1], 3)],
        };
    }

    private static double Median(List<double> ordered) =>
        ordered.Count % 2 == 1 ? ordered[ordered.Count / 2] : (ordered[ordered.Count / 2 - 1] + ordered[ordered.Count / 2]) / 2;

    private static double Round(double value) => Math.Round(value, value >= 1000 ? 0 : 2);
}
