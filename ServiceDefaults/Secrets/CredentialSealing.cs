using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.KeyManagement.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PmsPlatform.ServiceDefaults.Directory;
using PmsPlatform.ServiceDefaults.Secrets.MasterKeys;
using PmsPlatform.ServiceDefaults.Secrets.Ring;

namespace PmsPlatform.ServiceDefaults.Secrets;

/// <summary>Registration of the key ring, of ASP.NET Data Protection on top of it, and of <see cref="CredentialSealer"/>.</summary>
public static class CredentialSealing
{
    /// <summary>Every service has the same: what one seals the others open.</summary>
    private const string ApplicationName = "pms";

    /// <summary>
    /// Adds <see cref="CredentialSealer"/> and Data Protection (AES-256-GCM) on a key ring whose keys are wrapped by the master key, the health check
    /// <c>key-ring</c>, and the work that keeps the ring current.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="ring">Where the ring is kept. The registry's own service has it in its database; every other one follows it.</param>
    /// <remarks>
    /// Settings, section <c>Pms:MasterKey</c>: <c>Vault:Address</c>, <c>Vault:TokenFile</c> and so on; <c>File</c>; <c>Key</c> and <c>Retired:0</c>… The
    /// first of these three wraps, the others still unwrap. A weak key and a file that others can read keep the host from starting; a key that is missing or
    /// wrong does not: credentials then cannot be read, the health check says why, and everything else goes on.
    /// </remarks>
    public static TBuilder AddCredentialSealing<TBuilder>(this TBuilder builder, Func<IServiceProvider, IKeyRingStore> ring)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(ring);

        var services = builder.Services;
        builder.AddMasterKeys();
        services.TryAddSingleton(ring);
        services.TryAddSingleton<OpenedKeys>();
        services.TryAddSingleton<RingRepository>();
        services.TryAddSingleton<SecretWrapper>();
        services.TryAddSingleton<RingReader>();
        services.TryAddSingleton<KeyRing>();

        // Before the framework's own, which is added only where none is.
        services.TryAddSingleton<IKeyRingProvider>(provider => provider.GetRequiredService<KeyRing>());
        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.AutoGenerateKeys = false;
            options.AuthenticatedEncryptorConfiguration = new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM };
            options.XmlRepository = provider.GetRequiredService<RingRepository>();
            options.XmlEncryptor = provider.GetRequiredService<SecretWrapper>();
        }));

        services.TryAddSingleton(provider => new CredentialSealer(
            provider.GetRequiredService<IDataProtectionProvider>(), provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ICredentialSealer>(provider => provider.GetRequiredService<CredentialSealer>());
        services.TryAddSingleton<KeyRingKeeper>();
        services.TryAddSingleton(provider => new CredentialRing(
            provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<KeyRingKeeper>(), provider.GetRequiredService<IKeyManager>(),
            provider.GetRequiredService<IMasterKeyProvider>(), provider.GetRequiredService<SecretWrapper>(), provider.GetRequiredService<OpenedKeys>()));
        services.AddHostedService(provider => provider.GetRequiredService<KeyRingKeeper>());
        services.AddHealthChecks().AddCheck<KeyRingHealth>(KeyRingHealth.Name, HealthStatus.Degraded, [HealthChecks.ReadyTag, HealthChecks.ShownTag]);
        return builder;
    }

    /// <summary>
    /// As <see cref="AddCredentialSealing"/>, on the ring of the registry (service <c>connections</c>): wrapped keys come by HTTP, are kept in the service's own
    /// table <c>feed_copy</c> and are opened in memory with this service's own master key. Where the registry is not configured there is nothing to open.
    /// </summary>
    public static TBuilder AddRemoteCredentialSealing<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (!builder.Configuration.GetSection($"services:{Registry.ServiceName}").Exists())
        {
            builder.Services.TryAddSingleton<ICredentialSealer, NoCredentialSealer>();
            return builder;
        }

        builder.AddFeeds();
        builder.Services.TryAddSingleton<RemoteKeyRing>();
        return builder.AddCredentialSealing(services => services.GetRequiredService<RemoteKeyRing>());
    }
}
