using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that are known only once the application runs.</summary>
public sealed class ReferenceExpression : IExpressionValue
{
    private readonly string?[] _literals;
    private readonly object?[] _values;

    private ReferenceExpression(string?[] literals, object?[] values)
    {
        _literals = literals;
        _values = values;
    }

    /// <summary>The text as a deployment manifest would name it.</summary>
    public string ValueExpression => string.Concat(
        _literals.Select((literal, index) => literal ?? (_values[index] as IManifestExpressionProvider)?.ValueExpression));

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.Build();

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        for (int index = 0; index < _literals.Length; index++)
        {
            text.Append(_literals[index]);
            if (_values[index] is IValueProvider provider)
            {
                text.Append(CultureInfo.InvariantCulture, $"{await provider.GetValueAsync(cancellationToken).ConfigureAwait(false)}");
            }
        }

        return text.ToString();
    }

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(cancellationToken);

    internal static ReferenceExpression Literal(string text) => new([text], [null]);

    /// <summary>Collects the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
#pragma warning disable CA1815 // Equality of a ref struct cannot be asked for.
    public ref struct ExpressionInterpolatedStringHandler
#pragma warning restore CA1815
    {
        private readonly List<(string? Literal, object? Value)> _parts;

        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) => _parts = new(formattedCount * 2 + 1);

        public readonly void AppendLiteral(string value) => _parts.Add((value, null));

        public readonly void AppendFormatted(string? value) => _parts.Add((value ?? "", null));

        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => _parts.Add((null, valueProvider));

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider
        {
            ArgumentNullException.ThrowIfNull(valueProvider);
            _parts.Add((null, valueProvider.Resource));
        }

        internal readonly ReferenceExpression Build() => new([.. _parts.Select(part => part.Literal)], [.. _parts.Select(part => part.Value)]);
    }
}
