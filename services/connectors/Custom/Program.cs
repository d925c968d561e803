using PmsPlatform.Connectors.Custom;
using PmsPlatform.Connectors.Runtime;

return await ConnectorHost.RunAsync<CustomConnector>(args);
