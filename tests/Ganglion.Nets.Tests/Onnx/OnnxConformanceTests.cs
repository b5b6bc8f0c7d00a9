using System.Text;
using Ganglion.Nets.Onnx;

namespace Ganglion.Nets.Tests.Onnx;

/// <summary>
/// The outside judge: the ONNX project's own cases. Generate them with <c>make_cases.py FOLDER</c> and set <c>GANGLION_ONNX_CASES</c> to the
/// folder; those kept in <c>onnx-backend-tests</c> are found by <c>GANGLION_DATA</c>. With <c>GANGLION_ONNX_WRITE=1</c> the page in
/// <c>docs</c> is written anew.
/// </summary>
public sealed class OnnxConformanceTests(ITestOutputHelper output)
{
    // What nobody can pass who keeps to the standard. The random ones run, and give the right types and shapes.
    private static readonly (string Name, string Why)[] s_impossible =
    [
        ("bernoulli", Random), ("training_dropout", Random),
        ("cast_FLOAT_to_BFLOAT16", Cut), ("castlike_FLOAT_to_BFLOAT16", Cut),
        ("adam_multiple", "its node leaves out epsilon, which then is 10⁻⁶; the expected output was made with 10⁻²"),
    ];

    private const string Random = "random: the standard does not fix the generator, and the case expects NumPy's numbers";

    private const string Cut = "the case cuts off the lower 16 bits; here they are rounded to the nearest, as the cases of onnx 1.13 and later want it";

    private static string? Impossible(OnnxCase.Outcome o) => o.Missing.Count > 0 || o.Fault is null
        || !o.Fault.Contains("element", StringComparison.Ordinal) ? null
        : s_impossible.FirstOrDefault(i => o.Case.Name.StartsWith(i.Name, StringComparison.Ordinal)).Why;

    [Fact]
    public void Every_case_passes_whose_operators_we_have()
    {
        var cases = OnnxCase.All();
        if (cases.Count == 0)
        { Assert.Skip("No ONNX cases on this machine; see make_cases.py, and set GANGLION_ONNX_CASES or GANGLION_DATA."); return; }
        OnnxCase.Outcome[] outcomes = [.. cases.Select(c => c.Run())];
        string page = Page(outcomes);
        output.WriteLine(page);
        string home = Path.Combine(Repository(), "docs", "onnx.md");
        foreach (string folder in OnnxCase.Folders("GANGLION_ONNX_CASES").Take(1)) File.WriteAllText(Path.Combine(folder, "report.md"), page);
        if (Environment.GetEnvironmentVariable("GANGLION_ONNX_WRITE") == "1") File.WriteAllText(home, page);

        var wrong = outcomes.Where(o => o.Fault is not null && o.Missing.Count == 0 && Impossible(o) is null);
        Assert.Empty(wrong.Select(o => $"{o.Case.Kind}/{o.Case.Name}: {o.Fault}"));
        string kept = File.Exists(home) ? File.ReadAllText(home) : "";
        if (kept.Contains(Count(outcomes), StringComparison.Ordinal)) Assert.Equal(page, kept);
    }

    private static string Count(OnnxCase.Outcome[] outcomes) => $" of {outcomes.Length} cases pass";

    private static string Page(OnnxCase.Outcome[] outcomes)
    {
        var text = new StringBuilder("# ONNX conformance\n\n<!-- Written by tests/Ganglion.Nets.Tests/Onnx with GANGLION_ONNX_WRITE=1; do not edit. -->\n\n");
        text.Append($"**{outcomes.Count(o => o.Fault is null)}{Count(outcomes)}**: the ONNX project's own cases, run through the reader on the operations of this engine, ")
            .Append("within the tolerances of that project's runner (10⁻³ relative, 10⁻⁷ absolute; types and shapes exactly).\n\n");
        if (OnnxCase.Folders("GANGLION_ONNX_CASES").Select(f => Path.Combine(f, "operators.txt")).FirstOrDefault(File.Exists) is { } list)
        {
            string[] standard = File.ReadAllLines(list), absent = [.. standard.Except(OnnxOperators.Names)];
            text.Append($"Of the {standard.Length} operators of the standard's own domain, {standard.Length - absent.Length} are there")
                .Append($"{(absent.Length > 0 ? $"; absent: {string.Join(", ", absent)}" : "")}. The domain ai.onnx.ml (classical models) is not.\n\n");
        }
        Table("kind", o => [o.Case.Kind]);
        Table("opset", o => [o.Opset.ToString("00", System.Globalization.CultureInfo.InvariantCulture)]);

        text.Append("## Not passed\n\n| case | opset | why |\n|---|---:|---|\n");
        foreach (var o in outcomes.Where(o => o.Fault is not null))
            text.Append($"| {o.Case.Kind}/{o.Case.Name} | {o.Opset} | {Impossible(o) ?? o.Fault!.ReplaceLineEndings(" ")} |\n");
        text.Append('\n');
        Table("operator", o => o.Operators);
        return text.ToString();

        void Table(string what, Func<OnnxCase.Outcome, IEnumerable<string>> keys)
        {
            text.Append($"## By {what}\n\n| {what} | passed | of |\n|---|---:|---:|\n");
            foreach (var g in outcomes.SelectMany(o => keys(o).Select(k => (Key: k, o.Fault))).GroupBy(p => p.Key)
                .OrderBy(g => g.Key, StringComparer.Ordinal))
                text.Append($"| {g.Key.TrimStart('0')} | {g.Count(p => p.Fault is null)} | {g.Count()} |\n");
            text.Append('\n');
        }
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ganglion.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("Ganglion.slnx is in no folder above the tests; run them in the repository.");
    }
}
