using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.Contracts.Common;
using PmsPlatform.ServiceDefaults.Errors;
using PmsPlatform.ServiceDefaults.Tracing;

namespace PmsPlatform.ServiceDefaults;

/// <summary>Registration of everything that turns failures into problem details, and of the limits whose breach is one.</summary>
internal static class ProblemPipeline
{
    /// <summary>Requests of the platform are small; an endpoint that takes more says so with its own limit.</summary>
    private const long MostRequestBytes = 1024 * 1024;

    private const int DeepestJson = 64;

    public static void AddProblems(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddTransient<IStartupFilter, OutermostMiddleware>();

        // The framework writes the whole address of every request to the log; its query may hold a guest's phone number.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);

        services.Configure<KestrelServerOptions>(options =>
        {
            options.Limits.MaxRequestBodySize = MostRequestBytes;
            options.AddServerHeader = false;
        });

        // Otherwise a body that cannot be read ends as a bare 400 that says neither where nor why.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.MaxDepth = DeepestJson;
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        });
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = static _ => true });
        app.UseStatusCodePages(static async context =>
        {
            var http = context.HttpContext;
            await http.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
            {
                HttpContext = http,
                ProblemDetails = Problem.Details(http.Response.StatusCode, detail: null),
            });
        });
    }

    /// <summary>Runs before everything the application adds, the developer exception page included.</summary>
    private sealed class OutermostMiddleware : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseCorrelation();
            app.UseQuietHealthChecks();
            app.UseServerSpans();
            next(app);
        };
    }
}
