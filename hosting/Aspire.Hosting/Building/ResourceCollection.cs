using System.Collections.ObjectModel;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace PmsPlatform.LocalRunner.Building;

internal sealed class ResourceCollection : Collection<IResource>, IResourceCollection
{
    protected override void InsertItem(int index, IResource item)
    {
        if (Items.Any(other => string.Equals(other.Name, item.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There are two resources named '{item.Name}'.");
        }

        base.InsertItem(index, item);
    }
}

internal sealed record ResourceBuilder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
    where T : IResource;
