// What an AppHost looks like to the runner: run as a process by some tests, and in the test's process by others.
var builder = DistributedApplication.CreateBuilder(args);

var word = builder.AddParameter("word", new GenerateParameterDefault { Special = false }, secret: true, persist: true);

var front = builder.AddProject<Projects.TestWeb>("front")
    .WithHttpEndpoint(port: 17613)
    .WithHttpHealthCheck("/health")
    .WithEnvironment("WORD", word);

var back = builder.AddProject<Projects.TestWeb>("back").WithHttpEndpoint().WithHttpHealthCheck("/health");
if (builder.Configuration["stubborn"] is not null)
{
    back.WithEnvironment("STUBBORN", "1");
}

front.WithReference(back).WaitFor(back);

if (builder.Configuration["postgres"] is not null)
{
    var database = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("things");
    back.WithReference(database).WaitFor(database);
}

builder.Build().Run();
