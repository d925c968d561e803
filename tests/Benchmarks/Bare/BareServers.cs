using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PmsPlatform.Benchmarks.Bare;

/// <summary>The least that could answer: bytes from memory, one prepared select by primary key, and YARP with nothing before or behind it.</summary>
internal static class BareServers
{
    public const string Select = "select";
    public const string Proxy = "proxy";
    public const string Bytes = "bytes";

    public static async Task<int> ServeAsync(string kind)
    {
        var target = Environment.GetEnvironmentVariable(BareProcess.TargetVariable)!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (kind == Proxy)
            builder.Services.AddReverseProxy();

        await using var app = builder.Build();
        await using var database = kind == Select ? Database(target) : null;
        if (database is not null)
            app.MapGet("/row", (string key, HttpContext http) => AnswerAsync(database, key, http));
        else if (kind == Bytes)
            MapBytes(app, int.Parse(target, NumberStyles.None, CultureInfo.InvariantCulture));
        else
            app.MapForwarder("/{**rest}", target);

        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());

        // Whoever started this process holds the other end; it closes when that one ends.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
        return 0;
    }

    private static void MapBytes(WebApplication app, int length)
    {
        var bytes = new byte[length];
        app.MapGet("/bytes", http =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = bytes.Length;
            return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
        });
    }

    private static NpgsqlDataSource Database(string connectionString) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 4, AutoPrepareMinUsages = 1 });

    private static async Task AnswerAsync(NpgsqlDataSource database, string key, HttpContext http)
    {
        await using var command = database.CreateCommand("SELECT payload FROM bench.answer WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        if (await command.ExecuteScalarAsync(http.RequestAborted) is not byte[] payload)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = payload.Length;
        await http.Response.Body.WriteAsync(payload, http.RequestAborted);
    }
}
