using System.Formats.Tar;
using System.IO.Compression;
using Ganglion.Nets.Onnx;

namespace Ganglion.Nets.Tests.Onnx;

/// <summary>One of the ONNX project's conformance cases: a model, and for each set of inputs the outputs that are right.</summary>
/// <param name="Kind">node, simple, pytorch-operator or pytorch-converted.</param>
/// <param name="Name">The case's folder, without <c>test_</c>.</param>
/// <param name="Read">A file of the case by name.</param>
/// <param name="Files">The names of its files.</param>
public sealed record OnnxCase(string Kind, string Name, Func<string, byte[]> Read, IReadOnlyList<string> Files)
{
    /// <summary>All cases on this machine: in the folders of <c>GANGLION_ONNX_CASES</c> and in <c>onnx-backend-tests</c> of
    /// <c>GANGLION_DATA</c>.</summary>
    public static IReadOnlyList<OnnxCase> All()
    {
        var cases = Folders("GANGLION_ONNX_CASES").SelectMany(OfFolder);
        var archives = Folders("GANGLION_DATA").Select(f => Path.Combine(f, "onnx-backend-tests")).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.tar.gz").Order(StringComparer.Ordinal)).SelectMany(OfArchive);
        return [.. cases.Concat(archives).DistinctBy(c => (c.Kind, c.Name)).OrderBy(c => c.Kind, StringComparer.Ordinal)
            .ThenBy(c => c.Name, StringComparer.Ordinal)];
    }

    public static IEnumerable<string> Folders(string variable) =>
        (Environment.GetEnvironmentVariable(variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Directory.Exists);

    private static IEnumerable<OnnxCase> OfFolder(string folder) =>
        from model in Directory.EnumerateFiles(folder, "model.onnx", SearchOption.AllDirectories)
        let home = Path.GetDirectoryName(model)!
        select new OnnxCase(Path.GetFileName(Path.GetDirectoryName(home)!), Path.GetFileName(home)["test_".Length..], f =>
            File.ReadAllBytes(Path.Combine(home, f)),
            [.. Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(home, f).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)]);

    private static IEnumerable<OnnxCase> OfArchive(string archive)
    {
        var files = new Dictionary<string, byte[]>();
        using (var reader = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress)))
            while (reader.GetNextEntry() is { } entry)
                if (entry.DataStream is { } data)
                {
                    var bytes = new MemoryStream();
                    data.CopyTo(bytes);
                    files[entry.Name] = bytes.ToArray();
                }
        return files.Keys.Where(f => f.EndsWith("/model.onnx", StringComparison.Ordinal)).Select(model =>
        {
            string home = model[..^"model.onnx".Length];
            string[] parts = home.Split('/');
            return new OnnxCase(parts[0], parts[1]["test_".Length..], f => files[home + f],
                [.. files.Keys.Where(f => f.StartsWith(home, StringComparison.Ordinal)).Select(f => f[home.Length..]).Order(StringComparer.Ordinal)]);
        });
    }

    /// <summary>What became of a case.</summary>
    /// <param name="Case">The case.</param>
    /// <param name="Opset">The version of the standard's operator set that its model uses.</param>
    /// <param name="Operators">The operators in it.</param>
    /// <param name="Missing">Those that this engine does not have.</param>
    /// <param name="Fault">Why it fails; null if it passes.</param>
    public sealed record Outcome(OnnxCase Case, long Opset, IReadOnlyCollection<string> Operators, IReadOnlyList<string> Missing, string? Fault);

    /// <summary>Runs every set of inputs.</summary>
    public Outcome Run()
    {
        // Read, written and read again, so that the cases judge the writer too.
        var model = new OnnxModel(OnnxFile.Read(OnnxFile.Read(Read("model.onnx"), Name).ToBytes(), Name), Name);
        string? fault = null;
        if (model.Unsupported.Count > 0) fault = $"there is no {string.Join(", no ", model.Unsupported)}";
        else
            try
            {
                foreach (string set in Files.Where(f => f.EndsWith("/output_0.pb", StringComparison.Ordinal)).Select(f => f[..f.IndexOf('/')]))
                    fault ??= Compare(model, Values(set, "input", model.Inputs.Count > 0 ? model.File.Graph.Inputs : []),
                        Values(set, "output", model.Outputs));
            }
            catch (Exception e) when (e is OnnxException or ArgumentException or FormatException) { fault = e.Message; }
        long opset = model.File.Opsets.GetValueOrDefault("", model.File.Opsets.Values.FirstOrDefault());
        return new(this, opset, [.. model.Operators.Keys], model.Unsupported, fault);
    }

    private static string? Compare(OnnxModel model, Dictionary<string, OnnxValue> inputs, Dictionary<string, OnnxValue> expected)
    {
        var made = model.Forward(inputs);
        return expected.Select(e => OnnxAgreement.Fault(e.Value, made[e.Key]) is { } fault ? $"output '{e.Key}': {fault}" : null)
            .FirstOrDefault(f => f is not null);
    }

    private Dictionary<string, OnnxValue> Values(string set, string what, IReadOnlyList<OnnxValueInfo> infos)
    {
        var values = new Dictionary<string, OnnxValue>();
        for (int i = 0; i < infos.Count && Files.Contains($"{set}/{what}_{i}.pb"); i++)
            values[infos[i].Name] = Typed(OnnxValueFile.Read(Read($"{set}/{what}_{i}.pb"), $"{Name}/{what}_{i}.pb", infos[i].Type.Kind),
                infos[i].Type.Element);
        return values;
    }

    // NumPy has no bfloat16: the files hold its bits as uint16.
    private static OnnxValue Typed(OnnxValue value, OnnxElement element) => value is OnnxIntegers { Element: OnnxElement.UInt16 } bits
        && element == OnnxElement.BFloat16
        ? new OnnxFloats(Tensor.From([.. bits.Span.ToArray().Select(b => BitConverter.UInt32BitsToSingle((uint)b << 16))], bits.Shape), element)
            : value;
}
