using Npgsql;
using NpgsqlTypes;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>Positional parameters of set-based statements: one array per column.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Instant(DateTime value) => new NpgsqlParameter<DateTime> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Texts(string?[] values) => Array<string?>(NpgsqlDbType.Text, values);

    public static NpgsqlParameter Array<T>(NpgsqlDbType type, IList<T> values) =>
        new NpgsqlParameter<IList<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
