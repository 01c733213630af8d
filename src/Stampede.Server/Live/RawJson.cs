using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stampede.Server.Live;

/// <summary>JSON that was made before, put into a message as it stands.</summary>
/// <param name="onWritten">Called once it stands in the connection's buffer: what is written from then on comes after it.</param>
[JsonConverter(typeof(Writer))]
internal sealed class RawJson(byte[] utf8, Action? onWritten = null)
{
    private readonly byte[] utf8 = utf8;
    private readonly Action? onWritten = onWritten;

    internal sealed class Writer : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new JsonException("Only ever written.");

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options)
        {
            writer.WriteRawValue(value.utf8, skipInputValidation: true);
            value.onWritten?.Invoke();
        }
    }
}
