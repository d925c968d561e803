using Aspire.Hosting.ApplicationModel;
using PmsPlatform.LocalRunner.Building;

namespace PmsPlatform.LocalRunner.Running;

/// <summary>Resources in groups: nothing in a group is used by anything in a later one. Each group is stopped at once, the next after it.</summary>
internal static class StopOrder
{
    public static IReadOnlyList<IReadOnlyList<IResource>> Of(IReadOnlyList<IResource> resources)
    {
        var depths = new Dictionary<IResource, int>();
        foreach (IResource resource in resources)
        {
            Depth(resource, depths);
        }

        return [.. resources.GroupBy(resource => depths[resource]).OrderByDescending(group => group.Key).Select(group => group.ToList())];
    }

    private static int Depth(IResource resource, Dictionary<IResource, int> depths)
    {
        if (depths.TryGetValue(resource, out int known))
        {
            return known;
        }

        // Two services may refer to each other: the one met first counts as used.
        depths[resource] = 0;
        int depth = Dependencies(resource).Select(dependency => Depth(dependency, depths) + 1).DefaultIfEmpty(0).Max();
        depths[resource] = depth;
        return depth;
    }

    private static IEnumerable<IResource> Dependencies(IResource resource)
    {
        IEnumerable<IResource> used = resource.Annotations.OfType<WaitFact>().Select(fact => fact.Dependency)
            .Concat(resource.Annotations.OfType<UsesFact>().Select(fact => fact.Resource));
        return resource is IResourceWithParent child ? used.Append(child.Parent) : used;
    }
}
