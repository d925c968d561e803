using PmsPlatform.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

// Secrets come from configuration (Parameters:internal-key, Parameters:data-key, Parameters:master-key); otherwise they are generated once and kept.
var internalKey = builder.AddParameter("internal-key", Keys.New(), secret: true, persist: true);
var dataKey = builder.AddParameter("data-key", Keys.New(), secret: true, persist: true);
var masterKey = builder.AddParameter("master-key", Keys.New(), secret: true, persist: true);

var postgres = builder.AddPostgres("postgres").WithDataVolume();
var connectorsData = postgres.AddDatabase("connectors");
var ledgerData = postgres.AddDatabase("ledger");
var contextData = postgres.AddDatabase("context");
var registryData = postgres.AddDatabase("registry");
var messaging = builder.AddRabbitMQ("messaging").WithDataVolume().WithManagementPlugin();

// Its port is fixed, for people write to the mock PMS by hand (docs/mock-pms.md).
var sandbox = builder.AddProject<Projects.VendorSandbox>("vendor-sandbox").WithHttpEndpoint(port: 5095).WithHttpHealthCheck("/health");

// Hotels and connections: everybody else reads them from here, keeps a copy and goes on without it.
var connections = builder.AddProject<Projects.Connections>("connections")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(registryData).WaitFor(registryData)
    .WithReference(messaging).WaitFor(messaging)
    .WithInternalKey(internalKey)
    .WithDataKey(dataKey)
    .WithMasterKey(masterKey)
    .WithEnvironment("Connections__TrustedEndpoints__0", sandbox.GetEndpoint("http"))
    .WithPlatformSettings("KeyRing", "Privacy", "Ai")
    .WithSettings("Access", "Notices");

var ledger = builder.AddProject<Projects.SyncLedger>("sync-ledger")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(ledgerData).WaitFor(ledgerData)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(connections).WaitFor(connections)
    .WithInternalKey(internalKey)
    .WithDataKey(dataKey)
    .WithPlatformSettings("Hotels", "Retention");

var context = builder.AddProject<Projects.GuestContext>("guest-context")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(contextData).WaitFor(contextData)
    .WithReference(messaging).WaitFor(messaging)
    .WithReference(connections).WaitFor(connections)
    .WithInternalKey(internalKey)
    .WithDataKey(dataKey)
    .WithPlatformSettings("Hotels", "Retention");

var parts = new ConnectorParts(connectorsData, messaging, sandbox, ledger, connections, [ledger, context], internalKey, dataKey, masterKey);
IResourceBuilder<ProjectResource>[] connectors =
[
    .. builder.AddConnector<Projects.Connectors_Mews>("mews", parts),
    .. builder.AddConnector<Projects.Connectors_Hostaway>("hostaway", parts),
    .. builder.AddConnector<Projects.Connectors_Custom>("custom", parts),
    .. builder.AddConnector<Projects.Connectors_Mock>("mock", parts),
];

// Credentials are tried by the vendor's own connector before they are stored; and everybody who keeps guests' data is asked for it.
connections.WithReferences([ledger, context, .. connectors]);

// The one public door. Its port is fixed by its launch profile.
var gateway = builder.AddProject<Projects.Gateway>("gateway")
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(ledger)
    .WithReference(context)
    .WithReference(connections)
    .WithReferences(connectors)
    .WithInternalKey(internalKey)
    .WithPlatformSettings("Hotels", "ApiKeys")
    .WithSettings("Gateway");

// The operators' pages, which ask the gateway as everybody else does.
builder.AddProject<Projects.Console>("console")
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(gateway);

builder.Build().Run();
