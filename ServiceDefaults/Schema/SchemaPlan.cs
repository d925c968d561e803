using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PmsPlatform.ServiceDefaults.Schema;

/// <summary>One numbered script. The checksum ignores how lines end: that depends on who checked the file out.</summary>
internal sealed record SchemaScript(int Number, string Name, string Sql)
{
    public string Checksum => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Sql.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd())));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number:0000}_{Name}.sql");
}

/// <summary>The schema a service wants: its name and the scripts that lead to it, in order.</summary>
internal sealed partial record SchemaPlan(string Schema, IReadOnlyList<SchemaScript> Scripts)
{
    /// <summary>The schema first; extensions live in public.</summary>
    public string SearchPath => $"{Schema},public";

    public static SchemaPlan Read(Assembly assembly, string schema)
    {
        if (schema is null || !SchemaName().IsMatch(schema))
            throw new ArgumentException($"'{schema}' is not a schema name: lower-case letters, digits and underscores, a letter first.", nameof(schema));

        var found = assembly.GetManifestResourceNames()
            .Select(resource => (Resource: resource, Match: ScriptName().Match(resource)))
            .Where(script => script.Match.Success)
            .Select(script => new SchemaScript(
                int.Parse(script.Match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
                script.Match.Groups["name"].Value,
                Text(assembly, script.Resource)));

        return Of(schema, found, assembly.GetName().Name);
    }

    public static SchemaPlan Of(string schema, IEnumerable<SchemaScript> scripts, string? source)
    {
        SchemaScript[] ordered = [.. scripts.OrderBy(script => script.Number)];
        if (ordered.Length == 0)
            throw new SchemaException($"{source} embeds no script. Add Migrations/0001_name.sql as EmbeddedResource.");

        if (ordered.GroupBy(script => script.Number).FirstOrDefault(group => group.Skip(1).Any()) is { } doubled)
            throw new SchemaException($"{source} has several scripts with one number: {string.Join(", ", doubled)}. Give the newer one the next number.");

        return new SchemaPlan(schema, ordered);
    }

    private static string Text(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(
        @"\.Migrations\.(?<number>[0-9]{4})_(?<name>[A-Za-z0-9_-]+)\.sql$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScriptName();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SchemaName();
}
