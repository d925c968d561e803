using System.Reflection;
using MassTransit;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.ServiceDefaults.Bus;

/// <summary>Names an event's exchange as its contract says. Moving or renaming the type leaves the name.</summary>
internal sealed class EventNames(IEntityNameFormatter others) : IEntityNameFormatter
{
    public string FormatEntityName<T>() => typeof(T).GetCustomAttribute<EventNameAttribute>(inherit: false)?.Name ?? others.FormatEntityName<T>();
}
