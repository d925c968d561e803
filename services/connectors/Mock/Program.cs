using PmsPlatform.Connectors.Mock;
using PmsPlatform.Connectors.Runtime;

return await ConnectorHost.RunAsync<MockConnector>(args);
