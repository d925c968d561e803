namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value from outside: configuration key <c>Parameters:NAME</c>.</summary>
public class ParameterResource : Resource, IExpressionValue
{
    private readonly Lazy<string> _value;

    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Secret = secret;
        _value = new Lazy<string>(() => callback(Default));
    }

    public bool Secret { get; }

    /// <summary>What to use when nothing is configured.</summary>
    public ParameterDefault? Default { get; set; }

    public string ValueExpression => $"{{{Name}.value}}";

    /// <exception cref="DistributedApplicationException">Nothing is configured and there is no default.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(_value.Value);

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(cancellationToken);
}

/// <summary>A value made when none is configured.</summary>
public abstract class ParameterDefault
{
    private protected ParameterDefault()
    {
    }

    public abstract string GetDefaultValue();
}
