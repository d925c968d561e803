using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using PmsPlatform.Benchmarks.Measuring;

namespace PmsPlatform.Benchmarks.Rows;

/// <summary>PostgreSQL's own load: prepared inserts of one row each, every one committed on its own.</summary>
internal sealed partial class PgBench : IDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnectionStringBuilder _address;
    private readonly string _program;
    private readonly string _script = Path.GetTempFileName();

    private PgBench(NpgsqlDataSource database, string connectionString, string program) =>
        (_database, _address, _program) = (database, new NpgsqlConnectionStringBuilder(connectionString), program);

    /// <summary>How many clients it has: as many as it is fastest with.</summary>
    public int Clients { get; private set; }

    /// <param name="database">Where the rows go.</param>
    /// <param name="connectionString">The same for another program.</param>
    /// <param name="bytes">Of a row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<PgBench> PrepareAsync(NpgsqlDataSource database, string connectionString, int bytes, CancellationToken cancellationToken)
    {
        var program = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin", "pgbench")).FirstOrDefault(File.Exists)
            : null;
        var bench = new PgBench(database, connectionString, program ?? "pgbench");
        await bench.ExecuteAsync(
            """
            CREATE SCHEMA IF NOT EXISTS bench;
            DROP TABLE IF EXISTS bench.delivery;
            CREATE TABLE bench.delivery (id uuid PRIMARY KEY, received_at timestamptz NOT NULL, payload bytea NOT NULL);
            ALTER TABLE bench.delivery ALTER payload SET STORAGE EXTERNAL;
            """,
            cancellationToken);

        // The rest of a row: what precedes it, id and time.
        var payload = Math.Max(1, bytes - 56).ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(bench._script, $"INSERT INTO bench.delivery VALUES (gen_random_uuid(), now(), repeat('x', {payload})::bytea);", cancellationToken);
        await bench.ChooseClientsAsync(cancellationToken);
        return bench;
    }

    /// <summary>Commits a second.</summary>
    /// <exception cref="InvalidMeasurementException">One failed, or the rows are not there.</exception>
    public Task<double> MeasureAsync(TimeSpan time, CancellationToken cancellationToken) => MeasureAsync(Clients, time, cancellationToken);

    public void Dispose() => File.Delete(_script);

    private async Task ChooseClientsAsync(CancellationToken cancellationToken)
    {
        var best = 0.0;
        foreach (var clients in (int[])[4, 16, 64])
        {
            var rate = await MeasureAsync(clients, TimeSpan.FromSeconds(3), cancellationToken);
            Progress.Say($"  pgbench with {clients} clients: {rate:0}/s");
            if (rate > best)
                (best, Clients) = (rate, clients);
        }
    }

    private async Task<double> MeasureAsync(int clients, TimeSpan time, CancellationToken cancellationToken)
    {
        await ExecuteAsync("TRUNCATE bench.delivery", cancellationToken);
        string[] arguments =
        [
            "-n", "-M", "prepared", "-f", _script, "-c", $"{clients}", "-j", "2", "-T", ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            "-h", _address.Host!, "-p", $"{_address.Port}", "-U", _address.Username!, _address.Database!,
        ];
        var start = new ProcessStartInfo(_program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = _address.Password;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("pgbench does not start.");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0 || Done().Match(output) is not { Success: true } done)
            throw new InvalidMeasurementException($"pgbench said: {output} {await errors}");
        if (await RowsAsync(cancellationToken) is var rows && rows != long.Parse(done.Groups["count"].ValueSpan, CultureInfo.InvariantCulture))
            throw new InvalidMeasurementException($"pgbench says {done.Groups["count"].Value} and left {rows} rows.");

        // Connecting alone may take all the time on a busy machine; then it says no rate.
        return Rate().Match(output) is { Success: true } rate ? double.Parse(rate.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<long> RowsAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("SELECT count(*) FROM bench.delivery");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    [GeneratedRegex(@"tps = (?<rate>[0-9.]+) \(without initial connection time\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(@"transactions actually processed: (?<count>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Done();
}
