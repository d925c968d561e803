namespace PmsPlatform.Contracts.Common;

/// <summary>The wire name of an event: the name of the exchange it is published to. Fixed for ever; a break is a new event with a new name.</summary>
/// <param name="name">Lower-case words joined by dots, as in <c>pms.bookings.changed</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>The exchange's name.</summary>
    public string Name { get; } = name;
}
