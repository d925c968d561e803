using System.Globalization;
using System.Text;
using System.Text.Json;
using PmsPlatform.Contracts.Audit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.Connections.Audit;

/// <summary>Writes entries one by one, however many there are.</summary>
internal sealed class AuditExport
{
    private static readonly AuditExport Csv = new("text/csv; charset=utf-8", "sequence,occurredAt,actorKind,actor,action,target,outcome,organizationId,hotelId,address,correlationId,changes,hash", CsvLine);
    private static readonly AuditExport JsonLines = new("application/jsonl; charset=utf-8", null, record => JsonSerializer.Serialize(record, ContractsJson.Default.AuditRecord));

    private readonly string? _header;
    private readonly Func<AuditRecord, string> _line;

    private AuditExport(string contentType, string? header, Func<AuditRecord, string> line) => (ContentType, _header, _line) = (contentType, header, line);

    public string ContentType { get; }

    /// <summary>Null for a format there is not.</summary>
    public static AuditExport? Find(string format) => format switch { "csv" => Csv, "jsonl" => JsonLines, _ => null };

    public async Task WriteAsync(IAsyncEnumerable<AuditRow> rows, Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        if (ReferenceEquals(this, JsonLines))
            writer.NewLine = "\n";
        if (_header is not null)
            await writer.WriteLineAsync(_header.AsMemory(), cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
            await writer.WriteLineAsync(_line(row.ToRecord()).AsMemory(), cancellationToken);
    }

    private static string CsvLine(AuditRecord record)
    {
        var entry = record.Entry;
        string?[] cells =
        [
            record.Sequence.ToString(CultureInfo.InvariantCulture), entry.OccurredAt.ToString("O", CultureInfo.InvariantCulture), entry.Actor.Kind, entry.Actor.Id ?? entry.Actor.Name,
            entry.Action, entry.Target, entry.Outcome.ToString(), entry.OrganizationId, entry.HotelId, entry.Address, entry.CorrelationId,
            string.Join("; ", entry.Changes.Select(change => $"{change.Key}: {change.Value.From ?? "-"} -> {change.Value.To ?? "-"}")), record.Hash,
        ];
        return string.Join(',', cells.Select(Cell));
    }

    /// <summary>RFC 4180; and what a spreadsheet would take for a formula is text.</summary>
    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
