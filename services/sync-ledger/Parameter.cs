using Npgsql;
using NpgsqlTypes;

namespace PmsPlatform.SyncLedger;

/// <summary>Positional parameters; set-based statements take one array per column.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Instant(DateTime value) => new NpgsqlParameter<DateTime> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Of<T>(NpgsqlDbType type, T? value)
        where T : struct => new() { Value = value is { } given ? given : DBNull.Value, NpgsqlDbType = type };

    public static NpgsqlParameter TextOrNull(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Texts(string?[] values) => Array<string?>(NpgsqlDbType.Text, values);

    public static NpgsqlParameter Array<T>(NpgsqlDbType type, IList<T> values) =>
        new NpgsqlParameter<IList<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
