using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmsPlatform.Benchmarks.Measuring;

/// <summary>The rows measured so far.</summary>
internal sealed class Report
{
    private readonly List<Row> _rows = [];

    /// <summary>Something was lost, doubled or refused.</summary>
    public bool Failed => _rows.Any(row => row.Failure is not null);

    /// <summary>Adds the rows of a group, or one that says why there are none.</summary>
    public async Task AddAsync(string group, Func<Task<IReadOnlyList<Row>>> measure, CancellationToken cancellationToken)
    {
        try
        {
            _rows.AddRange(await measure());
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // One row that cannot be measured must not cost the others.
            Progress.Say($"  {error.Message}");
            _rows.Add(new Row { Id = group, What = "could not be measured", Unit = "", Met = false, Failure = $"{error.GetType().Name}: {error.Message}" });
        }
    }

    public string Json() => JsonSerializer.Serialize(new ReportFile(_rows), ReportJson.Default.ReportFile);

    public string Table()
    {
        string[] head = ["row", "subject", "limit", "unit", "ratio", "aim", "", "spread", "what"];
        List<string[]> lines = [head, .. _rows.Select(Cells)];
        var widths = head.Select((_, column) => lines.Max(line => line[column].Length)).ToList();
        var table = new StringBuilder();
        foreach (var line in lines)
        {
            var cells = line.Select((cell, column) => column is 1 or 2 or 4 or 5 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            table.AppendLine(string.Join("  ", cells).TrimEnd());
        }

        return table.ToString().TrimEnd();
    }

    private static string[] Cells(Row row) =>
    [
        row.Id, Text(row.Subject), Text(row.Limit), row.Unit, Text(row.Ratio), Text(row.Aim),
        row switch { { Failure: not null } => "FAILED", { Met: true } => "met", { Met: false } => "missed", _ => "" },
        row.Spread is [var low, var high] ? $"{Text(low)} to {Text(high)}" : "",
        row.Failure ?? row.What,
    ];

    private static string Text(double? value) => value?.ToString(value >= 1000 ? "#,0" : "0.##", CultureInfo.InvariantCulture) ?? "";
}

/// <summary>What --json prints.</summary>
internal sealed record ReportFile(IReadOnlyList<Row> Rows);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportFile))]
internal sealed partial class ReportJson : JsonSerializerContext;
