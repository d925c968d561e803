using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PmsPlatform.Connectors.Runtime.Writes;

/// <summary>Everything that writes to the vendor.</summary>
internal static class WriteBacks
{
    /// <exception cref="InvalidOperationException">The section <c>Pms:WriteBacks</c> cannot work.</exception>
    public static void AddWriteBacks(this IHostApplicationBuilder builder)
    {
        var options = WriteBackOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new WriteCourse(options, Random.Shared.NextDouble));
        builder.Services.AddSingleton<WritePayload>();
        builder.Services.AddSingleton<WriteSignals>();
        builder.Services.AddSingleton<WriteBackStore>();
        builder.Services.AddSingleton<WriteQueue>();
        builder.Services.AddSingleton<WriteExecutor>();
        builder.Services.AddSingleton<WriteAnnouncer>();
        builder.Services.AddHostedService<WriteBackWorker>();
    }
}
