using PmsPlatform.Connectors.Hostaway;
using PmsPlatform.Connectors.Runtime;

return await ConnectorHost.RunAsync<HostawayConnector>(args);
