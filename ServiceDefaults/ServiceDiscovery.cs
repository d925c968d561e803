using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace PmsPlatform.ServiceDefaults;

/// <summary>Makes <c>http://sync-ledger</c> and <c>https+http://sync-ledger</c> reach the service of that name, for every HttpClient of the factory.</summary>
internal static class ServiceDiscovery
{
    public static void AddServiceDiscovery(this IHostApplicationBuilder builder) => builder.Services.TryAddSingleton<ServiceEndpoints>();
}
