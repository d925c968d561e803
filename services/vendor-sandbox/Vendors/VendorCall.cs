using System.Text.Encodings.Web;
using System.Text.Json;
using PmsPlatform.VendorSandbox.Properties;

namespace PmsPlatform.VendorSandbox.Vendors;

/// <summary>One call to a simulated vendor from its request to the bytes of its answer.</summary>
internal sealed class VendorCall(HttpContext http, JavaScriptEncoder encoder) : IDisposable
{
    private readonly ReplyBuffer _body = new();
    private Utf8JsonWriter? _json;
    private int _skipped;

    public HttpContext Http { get; } = http;

    /// <summary>The operation as the call log counts it: the path without ids.</summary>
    public string Operation { get; set; } = "?";

    /// <summary>Whose data is asked for. Null while nobody is known to call.</summary>
    public Property? Property { get; set; }

    /// <summary>Whether the call shows a token that can expire.</summary>
    public bool ShowsToken { get; set; } = true;

    /// <summary>Writes the answer. Runs when the call was admitted.</summary>
    public Action? Answer { get; set; }

    public int Status { get; set; } = StatusCodes.Status200OK;

    public ReadOnlyMemory<byte> Body
    {
        get
        {
            _json?.Flush();
            return _body.Written[_skipped..];
        }
    }

    /// <summary>The path as called.</summary>
    public string Path => Http.Request.Path.Value ?? "";

    public Utf8JsonWriter Json => _json ??= new Utf8JsonWriter(_body, new JsonWriterOptions { Encoder = encoder, SkipValidation = true });

    /// <summary>Drops what was written so far, to answer something else.</summary>
    public void Restart(int status)
    {
        _json?.Dispose();
        _json = null;
        _body.Clear();
        Status = status;
    }

    /// <summary>Spoils the JSON: its end is lost, or something else is glued to it.</summary>
    public void Truncate(int variant)
    {
        var length = Body.Length;
        _json?.Dispose();
        _json = null;
        if (variant % 2 == 1)
            _body.Shorten(length * 3 / 5);
        else
            "<html>502 Bad Gateway</html>"u8.CopyTo(_body.Append(28));
    }

    /// <summary>Leaves away the brace the answer begins with, for something was put before it.</summary>
    public void DropOpeningBrace() => _skipped = 1;

    public void Dispose()
    {
        _json?.Dispose();
        _body.Dispose();
    }
}

/// <summary>The vendor does not do what was asked; becomes the vendor's error answer.</summary>
internal sealed class VendorRefusal(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
