using PmsPlatform.Console;

await ConsoleApp.Build(args).RunAsync();
