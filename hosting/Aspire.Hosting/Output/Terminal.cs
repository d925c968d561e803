using Microsoft.Extensions.Configuration;
using PmsPlatform.LocalRunner.Running;

namespace PmsPlatform.LocalRunner.Output;

/// <summary>All resources' lines on one terminal, each behind its resource's name in a colour of its own.</summary>
internal sealed class Terminal
{
    private static readonly string[] s_colours = ["\e[36m", "\e[33m", "\e[32m", "\e[35m", "\e[34m", "\e[96m", "\e[93m", "\e[92m", "\e[95m", "\e[94m"];

    private readonly Lock _lock = new();
    private readonly bool _silent;
    private readonly bool _coloured;
    private readonly Dictionary<string, string> _colourOf = new(StringComparer.Ordinal);
    private int _width;

    public Terminal(IConfiguration configuration, RunSettings settings)
    {
        // Configuration key LocalRunner:Console = merged (default) or none; tests are silent unless they ask.
        string mode = configuration["LocalRunner:Console"] ?? (settings.RandomPorts ? "none" : "merged");
        _silent = mode == "none";
        _coloured = !Console.IsOutputRedirected && string.IsNullOrEmpty(configuration["NO_COLOR"]);
    }

    public void Reserve(IEnumerable<string> names) => _width = names.Select(name => name.Length).DefaultIfEmpty(0).Max();

    public void Write(string name, string line)
    {
        if (_silent)
        {
            return;
        }

        lock (_lock)
        {
            if (_coloured)
            {
                Console.Out.WriteLine($"{Colour(name)}{name.PadRight(_width)} |\e[0m {line}");
            }
            else
            {
                Console.Out.WriteLine($"{name.PadRight(_width)} | {Ansi.Strip(line)}");
            }
        }
    }

    private string Colour(string name)
    {
        if (!_colourOf.TryGetValue(name, out string? colour))
        {
            colour = s_colours[_colourOf.Count % s_colours.Length];
            _colourOf[name] = colour;
        }

        return colour;
    }
}
