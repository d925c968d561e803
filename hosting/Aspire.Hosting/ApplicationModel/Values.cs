namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something whose value is known only once the application runs: a port, a password.</summary>
public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>Names the value in a deployment manifest, such as <c>{gateway.bindings.http.url}</c>.</summary>
public interface IManifestExpressionProvider
{
    string ValueExpression { get; }
}

public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;
