using System.Globalization;
using PmsPlatform.Contracts.Keys;

namespace PmsPlatform.Cli.Keys;

/// <summary>
/// <c>keys</c>: <c>status</c> tells which keys there are and what depends on them, <c>rotate</c> makes new ones and follows the work to its end. Asks the
/// platform that runs here, or the one that <c>PMS_GATEWAY</c> and <c>PMS_API_KEY</c> name.
/// </summary>
internal static class KeysCommand
{
    private const string Usage = "keys takes: status, or rotate [--ring] [--master].";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        (bool Ring, bool Master)? rotation = args switch
        {
            ["status"] => null,
            ["rotate"] => (true, false),
            ["rotate", "--ring"] => (true, false),
            ["rotate", "--master"] => (false, true),
            ["rotate", "--ring", "--master"] or ["rotate", "--master", "--ring"] => (true, true),
            _ => throw new UsageException(Usage),
        };

        using var client = new KeysClient();
        if (rotation is not { } wanted)
        {
            Print(await client.StatusAsync(stopping));
            return 0;
        }

        await client.RotateAsync(new KeyRotationRequest { Ring = wanted.Ring, Master = wanted.Master }, stopping);
        var status = await FollowAsync(client, stopping);
        Print(status);
        return status.Rotation is { Failed: > 0 } ? 1 : 0;
    }

    private static async Task<KeyStatus> FollowAsync(KeysClient client, CancellationToken stopping)
    {
        var said = "";
        while (true)
        {
            var status = await client.StatusAsync(stopping);
            var progress = ProgressOf(status.Rotation);
            if (!string.Equals(progress, said, StringComparison.Ordinal))
                await Console.Error.WriteLineAsync($"  {progress}");
            said = progress;
            if (status.Rotation is null or { State: KeyRotationState.Completed })
                return status;
            await Task.Delay(Pause, stopping);
        }
    }

    private static string ProgressOf(KeyRotationView? rotation) => rotation switch
    {
        null => "There was no rotation.",
        { State: KeyRotationState.Completed } => Text(
            $"Complete: {rotation.Done} credentials sealed anew, {rotation.Rewrapped} ring keys wrapped anew, {rotation.Failed} could not be read."),
        { Ring: true, KeyId: null } => "Making a new ring key",
        { Total: null } => "Waiting until every service knows the new key",
        _ => Text($"{rotation.Done} of {rotation.Total} credentials sealed anew"),
    };

    private static void Print(KeyStatus status)
    {
        Console.WriteLine($"Master key: {status.MasterKeySource}");
        if (status.Problem is { } problem)
            Console.WriteLine($"Problem:    {problem}");
        Console.WriteLine();
        Console.WriteLine(Text($"{"ring key",-38}{"state",-10}{"credentials",11}  {"encrypts since",-18}master key"));
        foreach (var key in status.Keys)
            Console.WriteLine(Text($"{key.Id,-38}{key.State,-10}{key.Credentials,11}  {key.ActivatesAt,-18:yyyy-MM-dd HH:mm}{key.MasterKeyId}"));
        Console.WriteLine();
        Console.WriteLine(ProgressOf(status.Rotation));
        if (status.Rotation?.LastError is { } error)
            Console.WriteLine($"Last error: {error}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
