using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PmsPlatform.GuestContext.Bookings;
using PmsPlatform.GuestContext.Context;
using PmsPlatform.GuestContext.Guests;
using PmsPlatform.GuestContext.Rooms;
using PmsPlatform.ServiceDefaults;

namespace PmsPlatform.GuestContext.Tests;

/// <summary>The plans the service gets, made while the tables are empty and kept: whatever they do must stay right when the tables are full.</summary>
public sealed class PlanTests(ContextService service) : IClassFixture<ContextService>
{
    public static TheoryData<string> Statements { get; } = new(Sql.Keys);

    private static Dictionary<string, (string Text, int Parameters)> Sql
    {
        get
        {
            var statements = new Dictionary<string, (string Text, int Parameters)>(StringComparer.Ordinal)
            {
                ["question by contact"] = (ContextSql.ByContact, 3),
                ["question by booking"] = (ContextSql.ByBooking, 3),
            };
            var context = Make.Context();
            foreach (var (name, commands) in new (string, IEnumerable<NpgsqlBatchCommand>)[]
            {
                ("bookings", RecordBookings.Commands(context, [])), ("guests", RecordGuests.Commands(context, [])), ("rooms", RecordRooms.Commands(context, [])),
            })
            {
                foreach (var (index, command) in commands.Index())
                    statements.Add($"{name} {index}", (command.CommandText, command.Parameters.Count));
            }

            return statements;
        }
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Every_table_is_reached_by_an_index_and_nothing_is_compared_each_with_each(string statement)
    {
        var isQuestion = statement.StartsWith("question", StringComparison.Ordinal);
        var plan = await PlanAsync(Sql[statement], isQuestion);

        Assert.True(!isQuestion || plan.Exists(step => step.Contains("InitPlan", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("Join Filter", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("Hash Join", StringComparison.Ordinal) || step.Contains("Merge Join", StringComparison.Ordinal));
        foreach (var (index, step) in plan.Index().Where(step => step.Item.Contains("Index Scan", StringComparison.Ordinal) || step.Item.Contains("Index Only Scan", StringComparison.Ordinal)))
            Assert.Contains("Index Cond", plan[index + 1], StringComparison.Ordinal);
    }

    private async Task<List<string>> PlanAsync((string Text, int Parameters) sql, bool isQuestion)
    {
        await using var connection = await service.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);

        // Questions are planned with what row-level security adds to them.
        if (isQuestion)
            await service.Services.GetRequiredService<HotelScope>().EnterAsync(transaction, new CallerIdentity("a test", [Make.Aurora]), TestContext.Current.CancellationToken);
        var name = Make.Id("statement_");
        await using (var prepare = new NpgsqlCommand($"PREPARE {name} AS {sql.Text}", connection))
            await prepare.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await using var explain = new NpgsqlCommand($"EXPLAIN (COSTS off) EXECUTE {name} ({string.Join(", ", Enumerable.Repeat("NULL", sql.Parameters))})", connection);
        await using var reader = await explain.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> plan = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            plan.Add(reader.GetString(0));
        return plan;
    }
}
