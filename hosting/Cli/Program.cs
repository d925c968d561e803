using PmsPlatform.Cli;
using PmsPlatform.Cli.Audit;
using PmsPlatform.Cli.Demo;
using PmsPlatform.Cli.Keys;
using PmsPlatform.Cli.Verify;

using var stop = new CancellationTokenSource();
using var interrupt = Signals.On(stop);
try
{
    return args switch
    {
        ["run", .. var rest] => await RunCommand.RunAsync(rest, stop.Token),
        ["demo", .. var rest] => await DemoCommand.RunAsync(rest, stop.Token),
        ["verify", .. var rest] => await VerifyCommand.RunAsync(rest, stop.Token),
        ["audit", .. var rest] => await AuditCommand.RunAsync(rest, stop.Token),
        ["keys", .. var rest] => await KeysCommand.RunAsync(rest, stop.Token),
        ["stop"] => await StopCommand.RunAsync(stop.Token),
        _ => Refuse(args),
    };
}
catch (UsageException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 64;
}
catch (CommandFailedException failed)
{
    await Console.Error.WriteLineAsync(failed.Message);
    return 1;
}
catch (HttpRequestException unreachable)
{
    await Console.Error.WriteLineAsync($"The platform does not answer: {unreachable.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

static int Refuse(string[] args)
{
    Console.Error.WriteLine($"There is no command '{string.Join(' ', args)}'; see ./pms --help.");
    return 64;
}
