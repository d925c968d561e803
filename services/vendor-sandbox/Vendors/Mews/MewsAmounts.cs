using System.Text.Json;
using PmsPlatform.VendorSandbox.World;

namespace PmsPlatform.VendorSandbox.Vendors.Mews;

/// <summary>Writes amounts as documented (connector-api/operations/_objects.md): decimal major units, net, gross, taxes and their breakdown.</summary>
internal static class MewsAmounts
{
    private static readonly JsonEncodedText NetValue = JsonEncodedText.Encode("NetValue");
    private static readonly JsonEncodedText GrossValue = JsonEncodedText.Encode("GrossValue");
    private static readonly JsonEncodedText TaxValues = JsonEncodedText.Encode("TaxValues");
    private static readonly JsonEncodedText Code = JsonEncodedText.Encode("Code");
    private static readonly JsonEncodedText Breakdown = JsonEncodedText.Encode("Breakdown");
    private static readonly JsonEncodedText Items = JsonEncodedText.Encode("Items");
    private static readonly JsonEncodedText TaxRateCode = JsonEncodedText.Encode("TaxRateCode");
    private static readonly JsonEncodedText TaxValue = JsonEncodedText.Encode("TaxValue");

    public static void Write(MewsContext context, JsonEncodedText name, long gross, bool taxed, string currency)
    {
        context.Json.WritePropertyName(name);
        WriteValue(context, gross, taxed, currency);
    }

    public static void WriteValue(MewsContext context, long gross, bool taxed, string currency)
    {
        var json = context.Json;
        var exponent = context.World.Prices.Exponent;
        var net = taxed ? MewsCharges.Net(gross) : gross;
        json.WriteStartObject();
        json.WriteString(MewsNames.Currency, currency);
        WriteDecimal(json, NetValue, net, exponent);
        WriteDecimal(json, GrossValue, gross, exponent);
        json.WriteStartArray(TaxValues);
        if (taxed)
        {
            json.WriteStartObject();
            json.WriteString(Code, MewsCharges.TaxCode);
            WriteDecimal(json, MewsNames.Value, gross - net, exponent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject(Breakdown);
        json.WriteStartArray(Items);
        json.WriteStartObject();
        if (taxed)
            json.WriteString(TaxRateCode, MewsCharges.TaxCode);
        else
            json.WriteNull(TaxRateCode);
        WriteDecimal(json, NetValue, net, exponent);
        WriteDecimal(json, TaxValue, gross - net, exponent);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDecimal(Utf8JsonWriter json, JsonEncodedText name, long minor, int exponent)
    {
        Span<byte> text = stackalloc byte[Amounts.MostCharacters];
        json.WritePropertyName(name);
        json.WriteRawValue(Amounts.Decimal(minor, exponent, text), skipInputValidation: true);
    }
}
