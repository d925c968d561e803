using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace PmsPlatform.LocalServers.Processes;

internal sealed record ChildProcessOptions
{
    public required string FileName { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required string WorkingDirectory { get; init; }

    /// <summary>The whole environment; nothing is inherited beside it.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Called per line of output from a pool thread; true = standard error.</summary>
    public Action<string, bool>? Output { get; init; }

    /// <summary>What the kernel sends to the child when this process dies, however it dies.</summary>
    public int ParentDeathSignal { get; init; } = Posix.SigTerm;

    /// <summary>Another account to run under; needs root.</summary>
    public UserAccount? RunAs { get; init; }

    /// <summary>Lets the other account pass through folders closed to it, such as /root above a checkout; it may read there, not write.</summary>
    public bool MayReadClosedFolders { get; init; }
}

/// <summary>
/// A child with a session and process group of its own (a terminal's Ctrl+C reaches only the parent, and the whole group can be ended),
/// closed standard input and a parent-death signal.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly string? s_setsid = Programs.FindOnPath("setsid");
    private static readonly string? s_setpriv = Programs.FindOnPath("setpriv");

    // The parent-death signal is tied to the *thread* that forked. This one lives as long as the process.
    private static readonly BlockingCollection<Action> s_launches = StartLauncher();

    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _output;
    private bool _ended;

    private ChildProcess(Process process, ProcessIdentity identity, Task output)
    {
        _process = process;
        Identity = identity;
        _output = output;
        process.Exited += (_, _) => _exited.TrySetResult(process.ExitCode);
        process.EnableRaisingEvents = true;
        if (process.HasExited)
        {
            _exited.TrySetResult(process.ExitCode);
        }
    }

    public ProcessIdentity Identity { get; }

    public int Id => Identity.Pid;

    /// <summary>The exit code; 128 + n after signal n.</summary>
    public Task<int> Exited => _exited.Task;

    public static async Task<ChildProcess> StartAsync(ChildProcessOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_launches.Add(
            () =>
            {
                try
                {
                    started.SetResult(Start(options));
                }
                catch (Exception exception)
                {
                    started.SetException(exception);
                }
            },
            cancellationToken);
        return await started.Task.ConfigureAwait(false);
    }

    /// <summary>Signals the child, waits, then kills whatever is left of its family.</summary>
    public async Task<bool> StopAsync(int signal, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_ended)
        {
            // Its number may be another process's by now.
            return true;
        }

        bool graceful = await ProcessTree.EndAsync(Identity, signal, timeout, cancellationToken).ConfigureAwait(false);
        _ended = !Identity.IsAlive;
        await FinishOutputAsync().ConfigureAwait(false);
        return graceful;
    }

    public Task KillAsync() => StopAsync(Posix.SigKill, TimeSpan.Zero, CancellationToken.None);

    /// <summary>Waits until the last lines have been read; bounded, because a grandchild may hold the pipe open.</summary>
    public Task FinishOutputAsync() => Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(1)));

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        await Task.WhenAny(_exited.Task, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        _process.Dispose();
    }

    private static ChildProcess Start(ChildProcessOptions options)
    {
        Queue<string> command = CommandLine(options);
        var start = new ProcessStartInfo
        {
            FileName = command.Dequeue(),
            WorkingDirectory = options.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach ((string name, string value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"'{options.FileName}' did not start.");
        process.StandardInput.Close();
        Task output = Task.WhenAll(
            ReadAsync(process.StandardOutput, isError: false, options.Output),
            ReadAsync(process.StandardError, isError: true, options.Output));

        // A child that is already gone has no readable start time; nothing may be taken for it or for something it left.
        ProcessIdentity identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, long.MaxValue);
        return new ChildProcess(process, identity, output);
    }

    private static Queue<string> CommandLine(ChildProcessOptions options)
    {
        var command = new Queue<string>();
        if (s_setsid is not null)
        {
            command.Enqueue(s_setsid);
        }

        if (s_setpriv is not null)
        {
            command.Enqueue(s_setpriv);
            command.Enqueue("--pdeathsig");
            command.Enqueue(SignalName(options.ParentDeathSignal));
            if (options.RunAs is { } account)
            {
                command.Enqueue("--reuid");
                command.Enqueue(account.UserId.ToString(CultureInfo.InvariantCulture));
                command.Enqueue("--regid");
                command.Enqueue(account.GroupId.ToString(CultureInfo.InvariantCulture));
                command.Enqueue("--clear-groups");
                if (options.MayReadClosedFolders)
                {
                    command.Enqueue("--inh-caps");
                    command.Enqueue("+dac_read_search");
                    command.Enqueue("--ambient-caps");
                    command.Enqueue("+dac_read_search");
                }
            }

            command.Enqueue("--");
        }
        else if (options.RunAs is not null)
        {
            throw new MissingProgramException("setpriv", "util-linux");
        }

        command.Enqueue(options.FileName);
        foreach (string argument in options.Arguments)
        {
            command.Enqueue(argument);
        }

        return command;
    }

    private static string SignalName(int signal) => signal switch
    {
        Posix.SigInt => "INT",
        Posix.SigKill => "KILL",
        Posix.SigTerm => "TERM",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Not a signal children are sent on their parent's death."),
    };

    private static async Task ReadAsync(StreamReader reader, bool isError, Action<string, bool>? output)
    {
        // Off the launcher thread; the pipe is read to its end even if nobody listens, or the child would block.
        await Task.Yield();
        while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            output?.Invoke(line, isError);
        }
    }

    private static BlockingCollection<Action> StartLauncher()
    {
        var launches = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (Action launch in launches.GetConsumingEnumerable())
            {
                launch();
            }
        })
        {
            IsBackground = true,
            Name = "child process launcher",
        };
        thread.Start();
        return launches;
    }
}
