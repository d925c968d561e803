namespace PmsPlatform.LocalServers;

/// <summary>A server's output: appended to a file, its last lines kept for error messages.</summary>
internal sealed class ServerLog : IDisposable
{
    private const int KeptLines = 15;
    private const long MaximumBytes = 10 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<string> _tail = new();
    private readonly StreamWriter _file;
    private readonly Action<string>? _output;
    private bool _closed;

    public ServerLog(string path, Action<string>? output)
    {
        _output = output;
        bool append = !File.Exists(path) || new FileInfo(path).Length < MaximumBytes;
        _file = new StreamWriter(path, append) { AutoFlush = true };
    }

    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return string.Join(Environment.NewLine, _tail);
            }
        }
    }

    public void Write(string line, bool isError)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _file.WriteLine(line);
            _tail.Enqueue(line);
            if (_tail.Count > KeptLines)
            {
                _tail.Dequeue();
            }
        }

        _output?.Invoke(line);
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
