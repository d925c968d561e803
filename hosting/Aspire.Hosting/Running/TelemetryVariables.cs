using Microsoft.Extensions.Configuration;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>What tells a project where its telemetry goes and whose it is. Without a configured receiver it is told whose only.</summary>
internal static class TelemetryVariables
{
    private static readonly string[] s_grpcKeys = ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "DOTNET_DASHBOARD_OTLP_ENDPOINT_URL"];
    private static readonly string[] s_httpKeys = ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "DOTNET_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];

    public static IEnumerable<KeyValuePair<string, string>> For(string resourceName, string instanceId, IConfiguration configuration, bool development)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_SERVICE_NAME"] = resourceName,
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=" + (instanceId == resourceName ? resourceName : instanceId[(resourceName.Length + 1)..]),
            ["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory",
        };
        string? grpc = First(configuration, s_grpcKeys);
        if ((grpc ?? First(configuration, s_httpKeys)) is { } endpoint)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = grpc is null ? "http/protobuf" : "grpc";
            if (configuration["AppHost:OtlpApiKey"] is { Length: > 0 } key)
            {
                variables["OTEL_EXPORTER_OTLP_HEADERS"] = "x-otlp-api-key=" + key;
            }
        }

        if (development)
        {
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
            variables["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
            variables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
            variables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        }

        return variables;
    }

    private static string? First(IConfiguration configuration, string[] keys) =>
        keys.Select(key => configuration[key]).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}
