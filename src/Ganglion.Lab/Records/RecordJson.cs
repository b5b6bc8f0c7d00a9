using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ganglion.Lab;

/// <summary>The form of a record on disk: keys in the order of their declaration, lists of numbers on one line, kebab-case names of values.</summary>
[JsonSerializable(typeof(ClaimRecord))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    public static RecordJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter<Verdict>(JsonNamingPolicy.KebabCaseLower), new JsonStringEnumConverter<Budget>(JsonNamingPolicy.KebabCaseLower) },
    });

    /// <summary>A derived figure to six digits; what was measured keeps all of its own.</summary>
    public static double Digits(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    internal static string Text(double v) => double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : $"\"{v.ToString(CultureInfo.InvariantCulture)}\"";

    internal static double Read(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : double.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
}

/// <summary>A list of numbers on one line.</summary>
internal sealed class InlineNumbers : JsonConverter<IReadOnlyList<double>>
{
    public override IReadOnlyList<double> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("A list of numbers was expected.");
        var values = new List<double>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) values.Add(RecordJson.Read(ref reader));
        return values;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options) => writer.WriteRawValue($"[{string.Join(", ", value.Select(RecordJson.Text))}]");
}

/// <summary>Named figures on one line.</summary>
internal sealed class InlineFigures : JsonConverter<IReadOnlyDictionary<string, double>>
{
    public override IReadOnlyDictionary<string, double> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Named figures were expected.");
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            reader.Read();
            values[name] = RecordJson.Read(ref reader);
        }
        return values;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, double> value, JsonSerializerOptions options) =>
        writer.WriteRawValue($"{{ {string.Join(", ", value.Select(v => $"\"{JsonEncodedText.Encode(v.Key)}\": {RecordJson.Text(v.Value)}"))} }}");
}
