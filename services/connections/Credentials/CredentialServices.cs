using PmsPlatform.ServiceDefaults.Secrets;

namespace PmsPlatform.Connections.Credentials;

/// <summary>Registration of everything about credentials at rest.</summary>
internal static class CredentialServices
{
    public static void AddCredentials(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(CredentialOptions.Section).Get<CredentialOptions>() ?? new CredentialOptions();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<PostgresKeyRing>();
        builder.AddCredentialSealing(services => services.GetRequiredService<PostgresKeyRing>());
        builder.Services.AddSingleton<SealedSettings>();
        builder.Services.AddSingleton<RotationStore>();
        builder.Services.AddSingleton<Resealing>();
        builder.Services.AddSingleton<RotationCourse>();
        builder.Services.AddSingleton<RotationWorker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RotationWorker>());
        builder.Services.AddHostedService<CredentialWatch>();
    }
}
