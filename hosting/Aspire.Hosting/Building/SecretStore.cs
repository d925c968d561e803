using System.Text.Json;
using System.Text.Json.Serialization;
using PmsPlatform.LocalServers;

namespace PmsPlatform.LocalRunner.Building;

/// <summary>Generated values that must stay the same from run to run, in a file only its owner may read: what user secrets are to real Aspire.</summary>
internal sealed class SecretStore(string file)
{
    private static readonly Lock s_lock = new();

    public string GetOrAdd(string key, Func<string> make)
    {
        lock (s_lock)
        {
            SortedDictionary<string, string> secrets = Read();
            if (!secrets.TryGetValue(key, out string? value))
            {
                value = make();
                secrets[key] = value;
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                OwnerOnly.WriteFile(file, JsonSerializer.Serialize(secrets, SecretStoreJson.Default.SortedDictionaryStringString));
            }

            return value;
        }
    }

    private SortedDictionary<string, string> Read() => File.Exists(file)
        ? JsonSerializer.Deserialize(File.ReadAllText(file), SecretStoreJson.Default.SortedDictionaryStringString) ?? []
        : [];
}

[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSourceGenerationOptions(WriteIndented = true)]
internal sealed partial class SecretStoreJson : JsonSerializerContext;
