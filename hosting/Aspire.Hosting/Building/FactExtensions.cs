using Aspire.Hosting.ApplicationModel;

namespace PmsPlatform.LocalRunner.Building;

internal static class FactExtensions
{
    public static IResourceBuilder<T> With<T>(this IResourceBuilder<T> builder, IResourceAnnotation fact)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Annotations.Add(fact);
        return builder;
    }

    public static IResourceBuilder<T> WithVariable<T>(this IResourceBuilder<T> builder, string name, object value)
        where T : IResourceWithEnvironment
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.With(new EnvironmentFact(context =>
        {
            context.EnvironmentVariables[name] = value;
            return Task.CompletedTask;
        }));
    }

    /// <summary>What real Aspire makes of a resource or property name in a variable's name: upper case, anything unusual an underscore.</summary>
    public static string ToVariableName(this string name) =>
        string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));
}
