using System.Globalization;
using Ganglion.Nets;
using Ganglion.Nets.Onnx;

namespace Ganglion.Lab;

/// <summary>The outputs of an imported network, as they are: a row for each element of their common first axis.</summary>
/// <param name="Outputs">Each with its name.</param>
public sealed record OutputPredictions(IReadOnlyList<(string Name, OnnxArray Value)> Outputs) : Predictions
{
    /// <inheritdoc/>
    public override int Count => Outputs is [var first, ..] && first.Value.Shape is [var rows, ..]
        && Outputs.All(o => o.Value.Shape is [var n, ..] && n == rows) ? rows : 1;

    private protected override IReadOnlyList<string> Header => field ??= ["row", .. Outputs.SelectMany(o => Width(o.Value) == 1 ? [o.Name]
        : Enumerable.Range(0, Width(o.Value)).Select(i => $"{o.Name}[{i.ToString(CultureInfo.InvariantCulture)}]"))];

    /// <summary>Writes each output as an array: one to the file itself, several to <c>file.OUTPUT.npy</c>.</summary>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> SaveNpy(string file)
    {
        var written = new List<string>();
        foreach (var (name, value) in Outputs)
        {
            string path = Outputs.Count == 1 ? file
                : Path.ChangeExtension(file, $".{string.Join('_', name.Split(Path.GetInvalidFileNameChars()))}.npy");
            switch (value)
            {
                case OnnxFloats f: Npy.Save(path, f.Tensor); break;
                case OnnxIntegers i: Npy.Save(path, IntTensor.From(Array.ConvertAll(i.Span.ToArray(), v => checked((int)v)), i.Shape)); break;
                default: throw new NotSupportedException($"Output '{name}' is {value.Describe()}; .npy files of text are not written. Write CSV.");
            }
            written.Add(path);
        }
        return written;
    }

    private protected override IEnumerable<IReadOnlyList<object>> Rows()
    {
        object[][] cells = [.. Outputs.Select(o => Cells(o.Value))];
        int[] widths = [.. Outputs.Select(o => Width(o.Value))];
        for (int r = 0; r < Count; r++) yield return [r + 1, .. cells.SelectMany((c, o) => c.Skip(r * widths[o]).Take(widths[o]))];
    }

    private int Width(OnnxArray value) => Count == 0 ? 1 : value.Length / Count;

    private static object[] Cells(OnnxArray value) => value switch
    {
        OnnxFloats { Element: OnnxElement.Double } f => [.. f.Tensor.ToDoubles().Cast<object>()],
        OnnxFloats f => [.. f.Tensor.ToArray()
            .Select(v => (object)double.Parse(v.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))],
        OnnxIntegers i => [.. i.Span.ToArray().Select(v => v == (int)v ? (object)(int)v : v.ToString(CultureInfo.InvariantCulture))],
        _ => [.. ((OnnxStrings)value).Span.ToArray()],
    };
}
