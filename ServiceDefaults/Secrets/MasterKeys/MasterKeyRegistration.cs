using System.Security.Authentication;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmsPlatform.ServiceDefaults.Startup;

namespace PmsPlatform.ServiceDefaults.Secrets.MasterKeys;

/// <summary>
/// Reads section <c>Pms:MasterKey</c>: <c>Vault</c>, <c>File</c> and <c>Key</c> with <c>Retired:0</c> and so on may all be given; the first of them in
/// this order wraps, the others still unwrap.
/// </summary>
internal static class MasterKeyRegistration
{
    private const string Section = "Pms:MasterKey";

    public static void AddMasterKeys(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<IMasterKeyProvider>(Build);
        builder.Services.AddStartupCheck(services =>
        {
            var configuration = services.GetRequiredService<IConfiguration>();
            List<string> problems = [];
            VaultOptions.Read(configuration, problems);
            Configured(configuration, problems);
            if (problems.Count > 0)
                throw new StartupConfigurationException(problems);
            FileOf(services)?.Check();
        });

        builder.Services.AddHttpClient(VaultTransit.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveServiceResilience()
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                SslOptions = { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
            });
    }

    private static MasterKeySet Build(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        List<string> problems = [];
        List<IMasterKeyProvider> providers = [];
        if (VaultOptions.Read(configuration, problems) is { } vault)
        {
            var transit = new VaultTransit(vault, services.GetRequiredService<IHttpClientFactory>(), services.GetRequiredService<TimeProvider>());
            providers.Add(new VaultMasterKeys(vault, transit));
        }

        if (FileOf(services) is { } file)
            providers.Add(file);
        if (Configured(configuration, problems) is { Count: > 0 } keys)
            providers.Add(new ConfiguredMasterKeys(keys));
        return problems.Count == 0 ? new MasterKeySet(providers) : throw new StartupConfigurationException(problems);
    }

    private static FileMasterKeys? FileOf(IServiceProvider services) =>
        services.GetRequiredService<IConfiguration>()[Section + ":File"] is { Length: > 0 } path
            ? new FileMasterKeys(path, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<FileMasterKeys>>())
            : null;

    private static List<LocalMasterKey> Configured(IConfiguration configuration, List<string> problems)
    {
        List<LocalMasterKey> keys = [];
        foreach (var section in configuration.GetSection(Section + ":Retired").GetChildren().Prepend(configuration.GetSection(Section + ":Key")))
        {
            if (string.IsNullOrEmpty(section.Value))
                continue;
            if (LocalMasterKey.Read(section.Value, section.Path, out var problem) is { } key)
                keys.Add(key);
            else
                problems.Add(problem!);
        }

        return keys;
    }
}
