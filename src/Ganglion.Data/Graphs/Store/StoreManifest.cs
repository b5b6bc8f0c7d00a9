using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ganglion.Data;

/// <summary>A file of a store as it was written.</summary>
internal sealed record StoredFile(string Name, long Bytes, string Sha256);

/// <summary>What a store's folder says of itself; it is written last, so a folder without it holds no store.</summary>
internal sealed record StoreManifest
{
    public const string FileName = "store.json", Kind = "ganglion graph store", Pointers = "pointers.i64", Columns = "columns.i32", Labels = "labels.i16",
        Train = "train.i32", Validation = "validation.i32", Test = "test.i32";

    public required string Format { get; init; }

    public required int Version { get; init; }

    public required int Nodes { get; init; }

    public required long Edges { get; init; }

    public required int Features { get; init; }

    public required bool Half { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Where the data come from, in words.</summary>
    public string Source { get; init; } = "";

    public required IReadOnlyList<StoredFile> Files { get; init; }

    [JsonIgnore] public string FeatureFile => Half ? "features.f16" : "features.f32";

    /// <summary>The bytes that each file must have, by the counts.</summary>
    [JsonIgnore]
    public IEnumerable<(string Name, long? Bytes)> Expected =>
    [
        (Pointers, 8L * (Nodes + 1L)), (Columns, 4 * Edges), (FeatureFile, (Half ? 2L : 4L) * Nodes * Features), (Labels, 2L * Nodes),
        (Train, null), (Validation, null), (Test, null),
    ];

    /// <summary>Reads the manifest and compares the files' sizes with it.</summary>
    /// <exception cref="DataException">The folder holds no store, or one that was damaged.</exception>
    public static StoreManifest Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            throw new DataException($"no {FileName}", "the folder of a graph store",
                "A store that was not finished has none: make it again (`ganglion data generate`).", folder);
        StoreManifest? manifest = null;
        Exception? broken = null;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(file), StoreJson.Default.StoreManifest);
        }
        catch (JsonException error)
        {
            broken = error;
        }

        if (manifest is null || manifest.Format != Kind || manifest.Version != 1)
            throw new DataException(manifest is null ? "text that is no manifest" : $"format '{manifest.Format}' {manifest.Version}", $"format '{Kind}' 1",
                "The file is damaged or of another version: make the store again.", file, inner: broken);
        foreach (var (name, bytes) in manifest.Expected)
        {
            var path = Path.Combine(folder, name);
            var said = manifest.Files.FirstOrDefault(f => f.Name == name)?.Bytes;
            if (said is null || (bytes is { } b && b != said))
                throw new DataException($"{name} with {said?.ToString() ?? "no"} bytes in the manifest", $"{bytes?.ToString() ?? "its size"}, by the counts beside it",
                    "The manifest is damaged: make the store again.", file);
            if (!File.Exists(path)) throw new DataException("no such file", $"{said} bytes", "The store is not whole: copy the file, or make the store again.", path);
            if (new FileInfo(path).Length is var found && found != said)
                throw new DataException($"{found} bytes", $"{said}", "The file is cut or from another store: copy it again, or make the store again.", path);
        }

        return manifest;
    }
}

[JsonSerializable(typeof(StoreManifest))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class StoreJson : JsonSerializerContext;
