using System.Text.Json.Serialization;

namespace Ganglion.Networks;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(NetworkCard))]
internal sealed partial class CardJson : JsonSerializerContext;
