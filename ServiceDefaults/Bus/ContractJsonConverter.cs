using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PmsPlatform.Contracts.Common;

namespace PmsPlatform.ServiceDefaults.Bus;

/// <summary>
/// Writes and reads events by the contracts' own source-generated JSON, whatever else the bus's serialiser is set to: it would write decimals as text,
/// nulls as null and indent everything.
/// </summary>
internal sealed class ContractJsonConverter : JsonConverterFactory
{
    /// <summary>The bus's options with the contracts in front.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.WriteIndented = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;

        // The bus keeps its options for the whole process; several buses in one process pass here several times.
        if (!options.Converters.OfType<ContractJsonConverter>().Any())
            options.Converters.Insert(0, new ContractJsonConverter());
        return options;
    }

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsDefined(typeof(EventNameAttribute), inherit: false) && ContractsJson.Default.GetTypeInfo(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    [SuppressMessage("Performance", "CA1812", Justification = "Made by CreateConverter.")]
    private sealed class Of<T> : JsonConverter<T>
    {
        private readonly JsonTypeInfo<T> _contract = (JsonTypeInfo<T>)ContractsJson.Default.GetTypeInfo(typeof(T))!;

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize(ref reader, _contract);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, _contract);
    }
}
