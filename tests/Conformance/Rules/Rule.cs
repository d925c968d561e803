namespace PmsPlatform.Conformance.Rules;

/// <summary>Something the repository keeps to.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Complaints">What is against it, each with the place and what to do; nothing when it is kept.</param>
internal sealed record Rule(string Name, Func<SourceTree, IEnumerable<string>> Complaints)
{
    /// <summary>A rule for every vendor's folder.</summary>
    public static Rule ForVendors(string name, Func<SourceTree, string, IEnumerable<string>> complaints) =>
        new(name, tree => tree.Vendors.SelectMany(vendor => complaints(tree, vendor).Select(complaint => $"{vendor}: {complaint}")));

    /// <summary>A rule for every line of some files.</summary>
    public static Rule ForLines(string name, Func<SourceTree, IEnumerable<string>> files, Func<string, string?> complaint) =>
        new(name, tree =>
            from path in files(tree)
            from numbered in tree.Lines(path).Select((line, index) => (line, number: index + 1))
            let problem = complaint(numbered.line)
            where problem is not null
            select FormattableString.Invariant($"{path}:{numbered.number}: {problem}"));
}
