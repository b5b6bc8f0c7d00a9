using Ganglion.Nets;

namespace Ganglion.Networks;

/// <summary>
/// A folder of networks, each under the hash of what it is. The same network is kept once, however often it is added, and any
/// number of writers may add at the same time.
/// </summary>
/// <param name="folder">The store's folder; it is made with the first network.</param>
public sealed class NetworkStore(string folder)
{
    private static int s_serial;

    /// <summary>The store's folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Keeps a network. One that is there already stays, unless its files are damaged.</summary>
    /// <param name="card">Where it comes from; its <see cref="NetworkCard.BitHash"/> must be that of the model.</param>
    /// <param name="model">The weights; null for a network made of its card's parents.</param>
    /// <param name="files">Further files by name, such as the graph of a network that no recipe describes.</param>
    /// <exception cref="ArgumentException">Card and model do not belong together.</exception>
    public StoredNetwork Add(NetworkCard card, IModel? model, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? files = null)
    {
        if (model is null != card.Parents.Count > 0) throw new ArgumentException("A network has either weights of its own or parents.",
            nameof(model));
        if (model is not null && model.BitHash().ToString("x16") is var bits && bits != card.BitHash)
            throw new ArgumentException($"The card is of a network with hash {card.BitHash}, and the model's is {bits}.", nameof(card));
        string home = Path.Combine(Folder, card.ContentHash());
        if (Sound(home) is { } there) return there;

        string temporary = Path.Combine(Folder, $".{Path.GetFileName(home)}-{Environment.ProcessId}-{Interlocked.Increment(ref s_serial)}");
        Directory.CreateDirectory(temporary);
        try
        {
            if (model is not null)
                Safetensors.Save(Path.Combine(temporary, StoredNetwork.WeightsFile), model, new Dictionary<string,
                    string>
                { [StoredNetwork.OrderKey] = string.Join('\n', model.Leaves().Select(l => l.Path)) });
            foreach (var (name, bytes) in files ?? new Dictionary<string, ReadOnlyMemory<byte>>())
                File.WriteAllBytes(Path.Combine(temporary, name), bytes.Span);
            File.WriteAllText(Path.Combine(temporary, StoredNetwork.CardFile), card.ToJson());
            if (Directory.Exists(home) && Sound(home) is null) Directory.Delete(home, recursive: true);
            Directory.Move(temporary, home);
        }
        catch (IOException) when (Sound(home) is not null)      // another writer was first
        {
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
        return StoredNetwork.Open(home);
    }

    /// <summary>Replaces the card of a kept network, for scores that became known later.</summary>
    /// <exception cref="ArgumentException">The new card is of another network.</exception>
    public StoredNetwork Update(StoredNetwork network, NetworkCard card)
    {
        if (card.ContentHash() != network.Hash) throw new ArgumentException($"The card is of network {card.ContentHash()}, not of {network.Hash}.",
            nameof(card));
        string file = Path.Combine(network.Folder, StoredNetwork.CardFile),
            temporary = $"{file}.{Environment.ProcessId}-{Interlocked.Increment(ref s_serial)}.tmp";
        File.WriteAllText(temporary, card.ToJson());
        File.Move(temporary, file, overwrite: true);
        return network with { Card = card };
    }

    /// <summary>Every network, by hash.</summary>
    public IReadOnlyList<StoredNetwork> List() => !Directory.Exists(Folder) ? []
        : [.. Directory.EnumerateDirectories(Folder).Where(IsEntry).Order(StringComparer.Ordinal).Select(StoredNetwork.Open)];

    /// <summary>A network by its hash or the beginning of it.</summary>
    /// <exception cref="FileNotFoundException">No network, or several, have such a hash.</exception>
    public StoredNetwork Find(string hash)
    {
        string[] found = Directory.Exists(Folder) ? [.. Directory.EnumerateDirectories(Folder, hash + "*").Where(IsEntry)] : [];
        return found is [var only] ? StoredNetwork.Open(only)
            : throw new FileNotFoundException($"{found.Length} networks in '{Folder}' have a hash that begins with '{hash}'; one is needed. Give more digits, or list the folder.");
    }

    private static bool IsEntry(string path) => Path.GetFileName(path) is not ['.', ..] && File.Exists(Path.Combine(path, StoredNetwork.CardFile));

    private static StoredNetwork? Sound(string home)
    {
        try
        {
            if (!Directory.Exists(home)) return null;
            var network = StoredNetwork.Open(home);
            network.Weights();
            return network;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            return null;
        }
    }
}
