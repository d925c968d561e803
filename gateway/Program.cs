using PmsPlatform.Gateway;
using PmsPlatform.ServiceDefaults;

try
{
    await GatewayApp.Build(WebApplication.CreateBuilder(args)).RunAsync();
    return 0;
}
catch (StartupConfigurationException exception)
{
    // An operator's mistake, not a crash: the list of problems says more than a stack trace.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
