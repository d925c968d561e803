using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace PmsPlatform.LocalRunner.Output;

/// <summary>A log file per resource and one for the AppHost, fresh in every run; the one of the run before is kept beside it.</summary>
internal sealed class RunnerLogs(HomeFolder home, Terminal terminal) : IDisposable
{
    public const string AppHost = "apphost";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private bool _open;

    public void Open(IEnumerable<IResource> resources)
    {
        terminal.Reserve(resources.Where(resource => resource is not ParameterResource).Select(resource => resource.Name).Append(AppHost));
        _open = true;
    }

    public ResourceLog Of(string name)
    {
        lock (_lock)
        {
            if (!_logs.TryGetValue(name, out ResourceLog? log))
            {
                log = new ResourceLog(name, home, terminal);
                _logs[name] = log;
            }

            return log;
        }
    }

    /// <summary>A line of the AppHost itself; before the folder is taken it goes to the terminal only.</summary>
    public void WriteAppHost(string line)
    {
        if (_open)
        {
            Of(AppHost).Write(AppHost, line);
        }
        else
        {
            terminal.Write(AppHost, line);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _open = false;
            foreach (ResourceLog log in _logs.Values)
            {
                log.Dispose();
            }

            _logs.Clear();
        }
    }
}

/// <summary>One resource's lines: to its file with the time and without colours, to the terminal as they come.</summary>
internal sealed class ResourceLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly Terminal _terminal;
    private readonly StreamWriter _file;
    private bool _closed;

    public ResourceLog(string name, HomeFolder home, Terminal terminal)
    {
        _name = name;
        _terminal = terminal;
        string path = home.Log(name);
        if (File.Exists(path))
        {
            File.Move(path, home.PreviousLog(name), overwrite: true);
        }

        _file = new StreamWriter(path) { AutoFlush = true };
    }

    /// <param name="instanceId">Named in the line when it is one of several replicas.</param>
    /// <param name="line">As the process wrote it.</param>
    public void Write(string instanceId, string line)
    {
        string replica = instanceId == _name ? "" : $"[{instanceId}] ";
        lock (_lock)
        {
            if (!_closed)
            {
                string time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
                _file.WriteLine($"{time} {replica}{Ansi.Strip(line)}");
            }
        }

        _terminal.Write(instanceId, line);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _file.Dispose();
        }
    }
}
