using Ganglion.Nets;

namespace Ganglion.Networks;

/// <summary>A network in a store.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Card">Where it comes from.</param>
public sealed record StoredNetwork(string Folder, NetworkCard Card)
{
    internal const string CardFile = "card.json", WeightsFile = "network.safetensors", OrderKey = "leaves";

    /// <summary>Its name in the store.</summary>
    public string Hash => Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>Opens the network in a folder; its weights are read later.</summary>
    /// <exception cref="FileNotFoundException">There is no network.</exception>
    /// <exception cref="InvalidDataException">The card cannot be read.</exception>
    public static StoredNetwork Open(string folder)
    {
        string card = Path.Combine(folder, CardFile);
        if (!File.Exists(card)) throw new FileNotFoundException($"There is no network in '{folder}': {CardFile} is missing. Give the folder of a kept network, such as `fit` prints.", card);
        return new(Path.GetFullPath(folder), NetworkCard.FromJson(card));
    }

    /// <summary>The weights by path, checked bit by bit against the card; none for a network made of others.</summary>
    /// <exception cref="InvalidDataException">The file is missing, or holds other weights than the card says.</exception>
    /// <exception cref="FileFormatException">The file is damaged.</exception>
    public IReadOnlyDictionary<string, Tensor> Weights()
    {
        if (Card.Parents.Count > 0) return new Dictionary<string, Tensor>();
        string file = Path.Combine(Folder, WeightsFile);
        if (!File.Exists(file)) throw new InvalidDataException($"{file}: the weights of this network are missing. Fit the network again, or restore the file.");
        var (tensors, metadata) = Safetensors.Load(file);
        string[] order = metadata.TryGetValue(OrderKey, out var paths) ? paths.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : [.. tensors.Keys.Order(StringComparer.Ordinal)];
        string hash = order.All(tensors.ContainsKey) ? new Ordered(tensors, order).BitHash().ToString("x16") : "incomplete";
        return hash == Card.BitHash ? tensors : throw new InvalidDataException(
            $"{file}: the weights hash to {hash}, and the card says {Card.BitHash}. The file was changed or belongs to another network; fit the network again, or restore the file.");
    }

    private sealed class Ordered(IReadOnlyDictionary<string, Tensor> tensors, string[] order) : IModel
    {
        public void Visit(string prefix, Action<string, Tensor> visit)
        {
            foreach (string path in order) visit(path, tensors[path]);
        }
    }
}
