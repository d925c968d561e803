using System.Globalization;

namespace PmsPlatform.TestKit;

/// <summary>
/// Reads spans out of an ExportTraceServiceRequest. Field numbers: opentelemetry-proto, trace/v1/trace.proto, resource/v1, common/v1.
/// </summary>
internal static class OtlpSpanReader
{
    private const int RequestResourceSpans = 1;

    private const int ResourceSpansResource = 1;
    private const int ResourceSpansScopes = 2;
    private const int ResourceAttributes = 1;

    private const int ScopeSpansScope = 1;
    private const int ScopeSpansSpans = 2;
    private const int ScopeName = 1;

    private const int SpanTraceId = 1;
    private const int SpanSpanId = 2;
    private const int SpanParentId = 4;
    private const int SpanName = 5;
    private const int SpanKind = 6;
    private const int SpanAttributes = 9;

    private const int PairKey = 1;
    private const int PairValue = 2;

    public static List<OtlpSpan> Read(ReadOnlySpan<byte> request)
    {
        List<OtlpSpan> spans = [];
        for (var reader = new ProtobufReader(request); reader.Next();)
        {
            if (reader.Field == RequestResourceSpans)
                ReadResource(reader.Bytes, spans);
        }

        return spans;
    }

    private static void ReadResource(ReadOnlySpan<byte> resourceSpans, List<OtlpSpan> spans)
    {
        var service = "";
        for (var reader = new ProtobufReader(resourceSpans); reader.Next();)
        {
            if (reader.Field == ResourceSpansResource)
                service = Attributes(reader.Bytes, ResourceAttributes).GetValueOrDefault("service.name", "");
            else if (reader.Field == ResourceSpansScopes)
                ReadScope(reader.Bytes, service, spans);
        }
    }

    private static void ReadScope(ReadOnlySpan<byte> scopeSpans, string service, List<OtlpSpan> spans)
    {
        var source = "";
        for (var reader = new ProtobufReader(scopeSpans); reader.Next();)
        {
            if (reader.Field == ScopeSpansScope)
                source = Text(reader.Bytes, ScopeName);
            else if (reader.Field == ScopeSpansSpans)
                spans.Add(ReadSpan(reader.Bytes, service, source));
        }
    }

    private static OtlpSpan ReadSpan(ReadOnlySpan<byte> span, string service, string source)
    {
        string traceId = "", spanId = "", parentId = "", name = "";
        var kind = OtlpSpanKind.Unspecified;
        for (var reader = new ProtobufReader(span); reader.Next();)
        {
            switch (reader.Field)
            {
                case SpanTraceId: traceId = Convert.ToHexStringLower(reader.Bytes); break;
                case SpanSpanId: spanId = Convert.ToHexStringLower(reader.Bytes); break;
                case SpanParentId: parentId = Convert.ToHexStringLower(reader.Bytes); break;
                case SpanName: name = reader.Text; break;
                case SpanKind: kind = (OtlpSpanKind)reader.Number; break;
            }
        }

        return new OtlpSpan(service, source, traceId, spanId, parentId, name, kind, Attributes(span, SpanAttributes));
    }

    private static string Text(ReadOnlySpan<byte> message, int field)
    {
        for (var reader = new ProtobufReader(message); reader.Next();)
        {
            if (reader.Field == field)
                return reader.Text;
        }

        return "";
    }

    private static Dictionary<string, string> Attributes(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var reader = new ProtobufReader(message); reader.Next();)
        {
            if (reader.Field == field)
                attributes[Text(reader.Bytes, PairKey)] = Value(reader.Bytes);
        }

        return attributes;
    }

    private static string Value(ReadOnlySpan<byte> pair)
    {
        for (var reader = new ProtobufReader(pair); reader.Next();)
        {
            if (reader.Field == PairValue)
                return AnyValue(reader.Bytes);
        }

        return "";
    }

    // AnyValue: text 1, truth 2, whole number 3, double 4; lists and maps are of no interest to tests.
    private static string AnyValue(ReadOnlySpan<byte> value)
    {
        var reader = new ProtobufReader(value);
        return !reader.Next() ? "" : reader.Field switch
        {
            1 => reader.Text,
            2 => reader.Number != 0 ? "true" : "false",
            3 => ((long)reader.Number).ToString(CultureInfo.InvariantCulture),
            4 => BitConverter.UInt64BitsToDouble(reader.Number).ToString(CultureInfo.InvariantCulture),
            _ => "",
        };
    }
}
