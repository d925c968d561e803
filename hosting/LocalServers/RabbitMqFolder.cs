using System.Globalization;
using System.Security.Cryptography;
using PmsPlatform.LocalServers.Processes;

namespace PmsPlatform.LocalServers;

/// <summary>Everything a broker reads and writes, so that it touches neither /etc/rabbitmq nor /var/lib/rabbitmq nor a neighbour.</summary>
internal sealed class RabbitMqFolder
{
    private readonly RabbitMqServerOptions _options;

    public RabbitMqFolder(RabbitMqServerOptions options)
    {
        _options = options;
        Root = Path.GetFullPath(options.DataFolder);
        OwnerOnly.CreateFolder(Root);
    }

    public string Root { get; }

    public string RecordFile => In("process.json");

    public string LogFile => In("server.log");

    public ChildProcessOptions PortMapper(int port, Action<string, bool> output) => new()
    {
        FileName = Programs.Epmd(),
        Arguments = ["-port", Text(port), "-address", "127.0.0.1"],
        WorkingDirectory = Root,
        Environment = BaseEnvironment(),
        Output = output,
        ParentDeathSignal = Posix.SigKill,
    };

    public ChildProcessOptions Broker(int distributionPort, int portMapperPort, Action<string, bool> output)
    {
        Dictionary<string, string> environment = BaseEnvironment();
        environment["RABBITMQ_NODENAME"] = NodeName();
        environment["RABBITMQ_DIST_PORT"] = Text(distributionPort);
        environment["ERL_EPMD_PORT"] = Text(portMapperPort);
        environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        environment["ERL_CRASH_DUMP_SECONDS"] = "0";
        environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";

        // Makes the start script exec the virtual machine: its pid is the child's pid, and SIGTERM reaches it directly.
        environment["RUNNING_UNDER_SYSTEMD"] = "true";
        environment["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf");
        environment["RABBITMQ_CONFIG_FILES"] = In("conf.d");
        environment["RABBITMQ_ADVANCED_CONFIG_FILE"] = In("advanced.config");
        environment["RABBITMQ_CONF_ENV_FILE"] = In("rabbitmq-env.conf");
        environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins");
        environment["RABBITMQ_MNESIA_BASE"] = In("mnesia");
        environment["RABBITMQ_LOG_BASE"] = In("log");
        environment["RABBITMQ_LOGS"] = "-";
        environment["RABBITMQ_PLUGINS_EXPAND_DIR"] = In("plugins");
        environment["RABBITMQ_GENERATED_CONFIG_DIR"] = In("generated");
        return new ChildProcessOptions
        {
            FileName = Programs.RabbitMqServer(),
            WorkingDirectory = Root,
            Environment = environment,
            Output = output,
        };
    }

    public void WriteConfiguration(int port, int? managementPort)
    {
        string configuration = $"""
            listeners.tcp.1 = 127.0.0.1:{Text(port)}
            default_user = {_options.UserName}
            default_pass = {_options.Password}
            log.console.level = info
            disk_free_limit.absolute = 200MB

            """;
        if (managementPort is { } management)
        {
            configuration += $"""
                management.tcp.ip = 127.0.0.1
                management.tcp.port = {Text(management)}

                """;
        }

        // The configuration holds the password.
        OwnerOnly.WriteFile(In("rabbitmq.conf"), configuration);
        File.WriteAllText(In("enabled_plugins"), managementPort is null ? "[].\n" : "[rabbitmq_management].\n");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string In(string name) => Path.Combine(Root, name);

    private Dictionary<string, string> BaseEnvironment() => new(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ["HOME"] = Root,
        ["LC_ALL"] = "C.UTF-8",
    };

    /// <summary>The broker's database is bound to the node's name: chosen once, unique on this machine, kept beside the data.</summary>
    private string NodeName()
    {
        string file = In("node");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, $"pms{RandomNumberGenerator.GetHexString(8, lowercase: true)}@localhost");
        }

        return File.ReadAllText(file).Trim();
    }
}
