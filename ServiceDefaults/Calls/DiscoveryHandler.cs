namespace PmsPlatform.ServiceDefaults.Calls;

/// <summary>Sends each try to the next address of the named service, and gives the request its own address back afterwards.</summary>
internal sealed class DiscoveryHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } named)
            return await base.SendAsync(request, cancellationToken);

        request.RequestUri = endpoints.Next(named);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = named;
        }
    }
}
