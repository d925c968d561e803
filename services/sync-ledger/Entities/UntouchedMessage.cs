using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace PmsPlatform.SyncLedger.Entities;

/// <summary>
/// Hands a consumer the bytes of its message as they were sent: reading them into objects and writing those again would lose what a newer sender adds,
/// and was two thirds of the service's work. The envelope around them stays MassTransit's.
/// </summary>
/// <param name="wrap">Makes the message type from the bytes.</param>
internal sealed class UntouchedMessage<T>(Func<ReadOnlyMemory<byte>, T> wrap) : IMessageDeserializer, ISerializerFactory
    where T : class
{
    public ContentType ContentType => SystemTextJsonMessageSerializer.JsonContentType;

    public IMessageSerializer CreateSerializer() => SystemTextJsonMessageSerializer.Instance;

    public IMessageDeserializer CreateDeserializer() => this;

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null)
    {
        var bytes = body.GetBytes();
        var message = FindMessage(bytes);
        var envelope = SystemTextJsonMessageSerializer.Instance.Deserialize(
            new BytesMessageBody([.. bytes.AsSpan(..message.Start), .. "{}"u8, .. bytes.AsSpan(message.End..)]), headers, destinationAddress);
        return new SystemTextJsonSerializerContext(
            SystemTextJsonMessageSerializer.Instance, SystemTextJsonMessageSerializer.Options, ContentType, envelope, envelope.SupportedMessageTypes,
            message: wrap(bytes.AsMemory(message)));
    }

    public MessageBody GetMessageBody(string text) => SystemTextJsonMessageSerializer.Instance.GetMessageBody(text);

    public void Probe(ProbeContext context) => SystemTextJsonMessageSerializer.Instance.Probe(context);

    private static Range FindMessage(ReadOnlySpan<byte> envelope)
    {
        try
        {
            var reader = new Utf8JsonReader(envelope);
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var isMessage = reader.ValueTextEquals("message"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isMessage)
                    return start..(int)reader.BytesConsumed;
            }
        }
        catch (JsonException exception)
        {
            throw new SerializationException("The message is not valid JSON.", exception);
        }

        throw new SerializationException("The envelope has no message.");
    }
}
