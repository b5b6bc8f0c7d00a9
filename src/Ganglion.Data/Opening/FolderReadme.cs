namespace Ganglion.Data;

/// <summary>What the README of a data set says: title, task, licence, source, and the hash of each file.</summary>
internal sealed record FolderReadme(string Title, string Task, string Licence, string Source,
    IReadOnlyList<(string File, long Bytes, string Sha256)> Files)
{
    private static readonly (DataForm Form, string[] Words)[] TaskWords =
    [
        (DataForm.Other, ["audio", "learning to rank"]),
        (DataForm.KnowledgeGraph, ["knowledge graph", "link prediction, fast tests"]),
        (DataForm.Models, ["ONNX", "architecture", "model store"]),
        (DataForm.GraphCollection, ["graph classification"]),
        (DataForm.Graph, ["node classification"]),
        (DataForm.Interactions, ["recommendation"]),
        (DataForm.Images, ["image classification", "one-shot"]),
        (DataForm.Series, ["forecasting", "anomaly", "time-series"]),
        (DataForm.Vectors, ["vector search"]),
        (DataForm.Text, ["sentiment", "topic", "intent", "text", "translation", "tagging", "entity", "language", "document", "retrieval", "word",
            "question", "sentence"]),
        (DataForm.Table, ["regression", "classification", "prediction"]),
    ];

    public static FolderReadme Read(string folder)
    {
        var file = Path.Combine(folder, "README.md");
        if (!File.Exists(file)) return new("", "", "not stated", "", []);
        var (title, task, licence, section) = ("", "", "not stated", "");
        var (source, files) = (new List<string>(), new List<(string, long, string)>());
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal) && title.Length == 0) title = line[2..].Trim();
            else if (line.StartsWith("## ", StringComparison.Ordinal)) section = line[3..].Trim();
            else if (line.StartsWith("- Task:", StringComparison.Ordinal)) task = line[7..].Trim();
            else if (line.StartsWith("- Licence:", StringComparison.Ordinal)) licence = line[10..].Trim();
            else if (section == "Source"
                && line.StartsWith("- ", StringComparison.Ordinal)) source.Add(line[2..].Replace("`", "", StringComparison.Ordinal).Trim());
            else if (Row(line) is { } row) files.Add(row);
        }

        return new(title, task, licence, string.Join("; ", source), files);
    }

    /// <summary>What a folder without a registered data set holds, judged by the task that its README names.</summary>
    public DataForm Form =>
        TaskWords.FirstOrDefault(t => t.Words.Any(w => Task.Contains(w, StringComparison.OrdinalIgnoreCase)), (DataForm.Other, [])).Form;

    private static (string, long, string)? Row(string line)
    {
        var cells = line.Split('|', StringSplitOptions.TrimEntries);
        return cells.Length >= 5 && cells[3].Trim('`') is { Length: 64 } hash
            && long.TryParse(cells[2].Replace(",", "", StringComparison.Ordinal), out var bytes)
            ? (cells[1].Trim('`'), bytes, hash) : null;
    }
}
