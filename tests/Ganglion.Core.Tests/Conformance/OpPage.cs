using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IoPath = System.IO.Path;

namespace Ganglion.Conformance;

/// <summary><c>docs/ops.md</c>, made of what the operations say of themselves: attributes, summaries, and the first case of their tests.</summary>
internal static partial class OpPage
{
    public static string Root { get; } = FindRoot();

    public static string File { get; } = IoPath.Combine(Root, "docs", "ops.md");

    public static string Make()
    {
        var sources = Directory.EnumerateFiles(IoPath.Combine(Root, "src", "Ganglion.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{IoPath.DirectorySeparatorChar}obj{IoPath.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(f => (File: f, Text: System.IO.File.ReadAllText(f))).Where(s => s.Text.Contains("[Op(\"", StringComparison.Ordinal)).ToArray();
        Line[] rows = [.. OpTable.All.Values.Select(e => Row(e, sources)).OrderBy(r => r.Folder, StringComparer.Ordinal)
            .ThenBy(r => r.Name, StringComparer.Ordinal)];
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $$"""
            # Operations

            {{rows.Length}} operations, each one file. This page is made of their attributes, summaries and test cases; do not edit it, make it anew:
            `GANGLION_UPDATE=1 dotnet test tests/Ganglion.Core.Tests --filter OpPageTests`.

            Every operation runs in F32 and F64, on contiguous and strided operands, on both backends, and is tested against differences up to
            the third order; *derivatives* says to which order they exist. *Shapes* shows the operands and the result of one of its cases. A name
            in italics is internal: other operations and derivatives are written with it.

            """);
        foreach (var folder in rows.GroupBy(r => r.Folder))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {folder.Key}\n\n");
            page.Append("| operation | in C# | what it computes | shapes | PyTorch | ONNX | derivatives | file |\n")
                .Append("|---|---|---|---|---|---|---|---|\n");
            foreach (var r in folder)
                page.Append("| ").AppendJoin(" | ", $"`{r.Name}`", r.Method, r.Formula, r.Shapes, Code(r.Op.Torch), Code(r.Op.Onnx), Order(r.Op),
                    $"[{IoPath.GetFileName(r.File)}](../{r.File})").Append(" |\n");
        }
        return page.ToString();
    }

    private sealed record Line(string Folder, string Name, string Method, string Formula, string Shapes, OpAttribute Op, string File);

    private static Line Row(OpTable.Entry entry, (string File, string Text)[] sources)
    {
        var (file, text) = Array.Find(sources, s => s.Text.Contains($"[Op(\"{entry.Name}\"", StringComparison.Ordinal));
        string before = text[..text.IndexOf($"[Op(\"{entry.Name}\"", StringComparison.Ordinal)];
        string relative = IoPath.GetRelativePath(Root, file).Replace('\\', '/');
        int type = TypeHead().Matches(before)[^1].Index;
        string formula = Plain(Summary(before[..type]));
        string name = entry.Method.Name, method = entry.Owner.IsPublic && entry.Method.IsPublic ? $"`{name}`"
            : text.Contains($"public static Tensor {name}(", StringComparison.Ordinal) ? $"`Tensor.{name}`" : $"*{name}*";
        return new(string.Join('/', relative.Split('/')[2..^1]), entry.Name, method, formula, Example(entry), entry.Op, relative);
    }

    [GeneratedRegex(@"^(public|internal) (static|sealed|readonly|partial)[^\n]* (class|record|struct) ", RegexOptions.Multiline)]
    private static partial Regex TypeHead();

    // The last documented summary of the text: the type's.
    private static string Summary(string text)
    {
        string doc = string.Join(' ', text.Split('\n').Reverse().SkipWhile(l => l.Trim().Length == 0 || l.TrimStart().StartsWith('['))
            .TakeWhile(l => l.TrimStart().StartsWith("///", StringComparison.Ordinal)).Reverse().Select(l => l.Trim()[3..].Trim()));
        int start = doc.IndexOf("<summary>", StringComparison.Ordinal), end = doc.IndexOf("</summary>", StringComparison.Ordinal);
        return start < 0 || end < 0 ? "" : doc[(start + 9)..end];
    }

    private static string Plain(string xml)
    {
        string text = Reference().Replace(xml, m => Operation().Replace(m.Groups[1].Value.Split('(')[0].Split('.')[^1], ""));
        text = Tag().Replace(text.Replace("<c>", "`").Replace("</c>", "`"), "").Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&");
        return Spaces().Replace(text, " ").Trim().Replace("|", "\\|").Replace("<", "&lt;");
    }

    [GeneratedRegex("(?<=[a-z0-9])Op$")]
    private static partial Regex Operation();

    [GeneratedRegex("""<(?:see|paramref|typeparamref|seealso) (?:cref|name|langword)="(?:[A-Z]:)?([^"]*)"\s*/>""")]
    private static partial Regex Reference();

    [GeneratedRegex("</?[a-z][^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    // The case that shows most: no empty operand, the most axes, not too large.
    private static string Example(OpTable.Entry entry)
    {
        var cases = entry.Cases.Where(c => c.Inputs.All(i => Shapes.Count(i.Shape) > 0)).ToArray();
        var shown = cases.Where(c => c.Inputs.Sum(i => Shapes.Count(i.Shape)) <= 2000).OrderByDescending(c => c.Inputs.Sum(i => i.Shape.Length))
            .FirstOrDefault() ?? cases.FirstOrDefault();
        if (shown is null) return "";
        var y = shown.Apply(OpTable.Draw(shown, DType.F32));
        return $"{string.Join(", ", shown.Inputs.Select(i => Shapes.Text(i.Shape)))} → {Shapes.Text(y.Shape)}";
    }

    private static string Order(OpAttribute op) => op.Order switch
    {
        0 => "none",
        int.MaxValue => "every order",
        var n => n.ToString(CultureInfo.InvariantCulture),
    };

    private static string Code(string? name) => name is null ? "" : $"`{name}`";

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (System.IO.File.Exists(IoPath.Combine(at.FullName, "Ganglion.slnx"))) return at.FullName;
        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds Ganglion.slnx.");
    }
}
