using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Something other services find by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
