using Npgsql;

namespace PmsPlatform.GuestContext.Context;

/// <summary>
/// Tells PostgreSQL what this service's statements are like: each touches a handful of rows by index, however large a table is. Left to its statistics
/// it would plan anew for every question, or keep a plan made while the tables were empty until the first analysis, and read whole tables.
/// </summary>
/// <remarks>
/// Such plans do not know how long an array or a table will be, and the statements leave them no choice that would matter: tables are reached through
/// subqueries that are not merged into the rest (LATERAL with OFFSET 0 or LIMIT, IN with IS TRUE), in the order in which they stand, and items of a
/// batch are compared with each other by IN and NOT IN, which PostgreSQL hashes, where a join might compare each with each.
/// </remarks>
internal static class PointQueries
{
    private static readonly string[] Settings =
    [
        "plan_cache_mode=force_generic_plan", "enable_seqscan=off", "enable_bitmapscan=off", "enable_hashjoin=off", "enable_mergejoin=off", "jit=off",
    ];

    public static void Configure(NpgsqlDataSourceBuilder builder)
    {
        var options = string.Join(' ', Settings.Select(setting => $"-c {setting}"));
        var text = builder.ConnectionStringBuilder;
        text.Options = string.IsNullOrEmpty(text.Options) ? options : $"{options} {text.Options}";

        // No statement of the service changes its session, and setting one back costs as much as a question.
        text.NoResetOnClose = true;
    }
}
