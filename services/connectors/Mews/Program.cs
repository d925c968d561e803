using PmsPlatform.Connectors.Mews;
using PmsPlatform.Connectors.Runtime;

return await ConnectorHost.RunAsync<MewsConnector>(args);
