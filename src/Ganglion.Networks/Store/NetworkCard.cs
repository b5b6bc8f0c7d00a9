using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ganglion.Networks;

/// <summary>A network that another is made of.</summary>
/// <param name="Hash">Its name in the same store.</param>
/// <param name="Weight">Its share.</param>
public sealed record NetworkParent(string Hash, double Weight);

/// <summary>Where a network comes from and what it is worth: everything but its weights.</summary>
public sealed record NetworkCard
{
    /// <summary>The recipe's id; <c>ensemble</c> for a network made of others, <c>onnx</c> for one that was read from a file.</summary>
    public required string Recipe { get; init; }

    /// <summary>What people call it; empty for most.</summary>
    public string Name { get; init; } = "";

    /// <summary>The title of the paper behind the recipe.</summary>
    public string Paper { get; init; } = "";

    /// <summary>Its row in the catalogue, if it has one.</summary>
    public string? Catalog { get; init; }

    /// <summary>All options, resolved, as text by name.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The seed of the fit.</summary>
    public int Seed { get; init; }

    /// <summary>The data set's name.</summary>
    public string Data { get; init; } = "";

    /// <summary>The hash of its files.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>Its licence.</summary>
    public string DataLicence { get; init; } = "not stated";

    /// <summary>The task in words.</summary>
    public string Task { get; init; } = "";

    /// <summary>The metric that ranks.</summary>
    public string Metric { get; init; } = "";

    /// <summary>What the network must know of its task, in the form that the task writes.</summary>
    public JsonElement? TaskInfo { get; init; }

    /// <summary>Metrics on the validation part.</summary>
    public IReadOnlyDictionary<string, double> Validation { get; init; } = new Dictionary<string, double>();

    /// <summary>Metrics on the test part; empty until the leaderboard was final.</summary>
    public IReadOnlyDictionary<string, double> Test { get; init; } = new Dictionary<string, double>();

    /// <summary>Seconds of training.</summary>
    public double Seconds { get; init; }

    /// <summary>Scalars in the network.</summary>
    public long Parameters { get; init; }

    /// <summary>The largest working set while training, in bytes.</summary>
    public long PeakBytes { get; init; }

    /// <summary>The hash of the exact bits of the weights, as 16 hexadecimal digits.</summary>
    public string BitHash { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The version of the engine that made it.</summary>
    public string Engine { get; init; } = "";

    /// <summary>The networks that it is made of; empty for one that has weights of its own.</summary>
    public IReadOnlyList<NetworkParent> Parents { get; init; } = [];

    /// <summary>The name of a network in a store: a hash of what decides its answers, so neither of its scores nor of when it was made.</summary>
    public string ContentHash()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            json.WriteStringValue(Recipe);
            foreach (var (name, value) in Options.OrderBy(o => o.Key, StringComparer.Ordinal))
            {
                json.WriteStringValue(name);
                json.WriteStringValue(value);
            }
            TaskInfo?.WriteTo(json);
            json.WriteStringValue(BitHash);
            foreach (var p in Parents) { json.WriteStringValue(p.Hash); json.WriteNumberValue(p.Weight); }
            json.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan))[..16];
    }

    internal string ToJson() => JsonSerializer.Serialize(this, CardJson.Default.NetworkCard);

    internal static NetworkCard FromJson(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), CardJson.Default.NetworkCard) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: this is not the card of a network ({e.Message}). Fit the network again, or restore the file.",
                e);
        }
    }
}
