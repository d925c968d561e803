using PmsPlatform.VendorSandbox;

await SandboxHost.Build(args).RunAsync();
