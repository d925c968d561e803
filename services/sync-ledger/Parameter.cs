using Npgsql;
using NpgsqlTypes;

namespace PmsPlatform.SyncLedger;

/// <summary>Positional parameters; set-based statements take one array per column.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = Storable(value), NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Instant(DateTime value) => new NpgsqlParameter<DateTime> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Of<T>(NpgsqlDbType type, T? value)
        where T : struct => new() { Value = value is { } given ? given : DBNull.Value, NpgsqlDbType = type };

    public static NpgsqlParameter TextOrNull(string? value) => value is null
        ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        : Text(value);

    public static NpgsqlParameter Texts(string?[] values) => Array<string?>(NpgsqlDbType.Text, values);

    public static NpgsqlParameter Array<T>(NpgsqlDbType type, IList<T> values) =>
        new NpgsqlParameter<IList<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>The database has no place for the zero character: it is kept as the replacement character, and looked for, it finds nothing.</summary>
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
