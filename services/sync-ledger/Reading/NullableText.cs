using Npgsql;

namespace PmsPlatform.SyncLedger.Reading;

internal static class NullableText
{
    /// <summary>The driver reads NULL as null for value types only.</summary>
    public static string? GetStringOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
