using Aspire.Hosting.ApplicationModel;

namespace PmsPlatform.LocalRunner.Building;

/// <summary>Another value, escaped for use in a URI.</summary>
internal sealed class UriEscaped(IExpressionValue value) : IExpressionValue
{
    public string ValueExpression => value.ValueExpression;

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        Uri.EscapeDataString(await value.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "");
}
