using Npgsql;

namespace PmsPlatform.GuestContext.Snapshots;

/// <summary>Positional, typed parameters: nothing is boxed, and the driver need not read the SQL to find names.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A column of instants that may be missing: the first one alone would not tell the driver their type.</summary>
    public static NpgsqlParameter Instants<TRow>(IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset?> column)
    {
        var values = new DateTime?[rows.Count];
        for (var index = 0; index < values.Length; index++)
            values[index] = column(rows[index])?.UtcDateTime;
        return new NpgsqlParameter<DateTime?[]> { TypedValue = values, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.TimestampTz };
    }

    /// <summary>One column of a batch, as an array for unnest.</summary>
    public static NpgsqlParameter Each<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> column)
    {
        var values = new T[rows.Count];
        for (var index = 0; index < values.Length; index++)
            values[index] = column(rows[index]);
        return Of(values);
    }
}
