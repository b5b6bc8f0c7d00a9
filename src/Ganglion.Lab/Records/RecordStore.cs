using System.Text.Json;

namespace Ganglion.Lab;

/// <summary>The evidence on disk: <c>folder/recipe/claim.json</c>, a record a claim.</summary>
/// <param name="folder">Made when the first record is written.</param>
public sealed class RecordStore(string folder)
{
    /// <summary>Where the records are.</summary>
    public string Folder { get; } = folder;

    /// <summary>The file of a claim's record.</summary>
    public string PathOf(string recipe, string claim) => Path.Combine(Folder, recipe, claim + ".json");

    /// <summary>
    /// Writes a record, whole or not at all. A claim that could not be run never replaces one that was: the record then stays as it is.
    /// </summary>
    /// <returns>Whether it was written.</returns>
    public bool Write(ClaimRecord record)
    {
        string path = PathOf(record.Recipe, record.Claim), unfinished = path + ".tmp";
        if (record.Verdict == Verdict.NotRun && File.Exists(path)) return false;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(unfinished, ToJson(record));
        File.Move(unfinished, path, overwrite: true);
        return true;
    }

    /// <summary>The record of a claim; null if there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not a record.</exception>
    public ClaimRecord? Read(string recipe, string claim) => File.Exists(PathOf(recipe, claim)) ? ReadFile(PathOf(recipe, claim)) : null;

    /// <summary>Every record, by recipe and claim.</summary>
    /// <exception cref="InvalidDataException">A file is not a record.</exception>
    public IReadOnlyList<ClaimRecord> All() => !Directory.Exists(Folder) ? []
        : [.. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Select(ReadFile)
            .OrderBy(r => r.Recipe, StringComparer.Ordinal).ThenBy(r => r.Claim, StringComparer.Ordinal)];

    /// <summary>A record as its document.</summary>
    public static string ToJson(ClaimRecord record) => JsonSerializer.Serialize(record, RecordJson.Readable.ClaimRecord) + "\n";

    private static ClaimRecord ReadFile(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), RecordJson.Readable.ClaimRecord) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is not a record of a claim: {e.Message} Delete it and run `ganglion reproduce` again.", e);
        }
    }
}
