using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Operators that run graphs of their own.</summary>
internal static class ControlOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("If", c => c.Scope.Run(c.Graph(c.Longs(0)[0] != 0 ? "then_branch" : "else_branch"), [])), new("Loop", Loop),
        new("Scan", ScanBatches, 8), new("Scan", c => Scan(c, [.. Enumerable.Range(0, c.Count).Select(c.Value)], c.Ints("scan_input_axes")), 9),
        new("SequenceMap", SequenceMap),
    ];

    private static OnnxValue?[] Loop(OnnxCall c)
    {
        var body = c.Graph("body");
        long most = c.Has(0) ? c.Longs(0)[0] : long.MaxValue;
        OnnxValue go = c.Has(1) ? c.Value(1) : new OnnxIntegers([1], [], OnnxElement.Bool);
        int carried = body.Inputs.Count - 2;
        OnnxValue[] state = [.. Enumerable.Range(2, carried).Select(i => c.Optional(i) ?? new OnnxOptional(null))];
        var scanned = Enumerable.Range(0, body.Outputs.Count - 1 - carried).Select(_ => new List<OnnxArray>()).ToArray();
        for (long i = 0; i < most && ((OnnxIntegers)go).Values[0] != 0; i++)
        {
            var made = c.Scope.Run(body, [new OnnxIntegers([i], []), go, .. state]);
            (go, state) = (made[0], made[1..(1 + carried)]);
            for (int s = 0; s < scanned.Length; s++) scanned[s].Add((OnnxArray)made[1 + carried + s]);
        }
        return [.. state, .. scanned.Select((items, s) => Stack(items, 0, body.Outputs[1 + carried + s]))];
    }

    private static OnnxArray Stack(List<OnnxArray> items, int axis, OnnxValueInfo info)
    {
        if (items.Count > 0) return OnnxArrays.Combine(items, p => Tensor.Stack(p, axis));
        int[] shape = [0, .. (info.Type.Sizes ?? []).Select(n => Math.Max(n, 0))];
        return info.Type.Element.IsFloat() ? new OnnxFloats(Tensor.Zeros(shape, info.Type.Element.DType()), info.Type.Element)
            : info.Type.Element == OnnxElement.String ? new OnnxStrings([], shape) : new OnnxIntegers([], shape, info.Type.Element);
    }

    private static OnnxValue?[] Scan(OnnxCall c, OnnxValue[] inputs, long[]? inputAxes)
    {
        var body = c.Graph("body");
        int scans = (int)c.Int("num_scan_inputs"), states = inputs.Length - scans, outputs = body.Outputs.Count - states;
        long[] directions = c.Ints("scan_input_directions") ?? c.Ints("directions") ?? new long[scans],
            outDirections = c.Ints("scan_output_directions") ?? new long[outputs], outAxes = c.Ints("scan_output_axes") ?? new long[outputs];
        OnnxArray[] over = [.. inputs[states..].Cast<OnnxArray>()];
        int[] axes = [.. over.Select((x, i) => Shapes.Axis((int)(inputAxes?[i] ?? 0), x.Shape.Length, "Scan"))];
        int steps = over.Length > 0 ? over[0].Shape[axes[0]] : 0;
        var state = inputs[..states];
        var made = Enumerable.Range(0, outputs).Select(_ => new List<OnnxArray>()).ToArray();
        for (int t = 0; t < steps; t++)
        {
            var results = c.Scope.Run(body,
                [.. state, .. over.Select((x, i) => x.Rearrange(v => v.Select(axes[i], directions[i] == 0 ? t : steps - 1 - t)))]);
            state = results[..states];
            for (int o = 0; o < outputs; o++) made[o].Insert(outDirections[o] == 0 ? t : 0, (OnnxArray)results[states + o]);
        }
        return [.. state, .. made.Select((items, o) =>
            Stack(items, items.Count == 0 ? 0 : Shapes.Axis((int)outAxes[o], items[0].Shape.Length + 1, "Scan"), body.Outputs[states + o]))];
    }

    // Opset 8 had a leading axis of samples on everything, and the length of each.
    private static OnnxValue?[] ScanBatches(OnnxCall c)
    {
        OnnxArray[] inputs = [.. Enumerable.Range(1, c.Count - 1).Select(c.Array)];
        int scans = (int)c.Int("num_scan_inputs"), states = inputs.Length - scans, batch = inputs[0].Shape[0];
        var parts = new List<OnnxValue?[]>();
        for (int b = 0; b < batch; b++)
        {
            int at = b;
            parts.Add(Scan(c, [.. inputs.Select((x, i) => x.Rearrange(t =>
            {
                var sample = t.Select(0, at);
                return c.Has(0) && i >= states ? sample.Slice(0, 0, (int)c.Longs(0)[at]) : sample;
            }))], null));
        }
        return [.. Enumerable.Range(0, parts[0].Length)
            .Select(o => OnnxArrays.Combine([.. parts.Select(p => (OnnxArray)p[o]!)], p => Tensor.Stack(p, 0)))];
    }

    private static OnnxValue?[] SequenceMap(OnnxCall c)
    {
        var body = c.Graph("body");
        int n = c.Sequence(0).Items.Count;
        OnnxValue[][] made = [.. Enumerable.Range(0, n).Select(i =>
            c.Scope.Run(body, [.. Enumerable.Range(0, c.Count).Select(k => c.Value(k) is OnnxSequence s ? s.Items[i] : c.Value(k))]))];
        return [.. Enumerable.Range(0, body.Outputs.Count).Select(o => new OnnxSequence([.. made.Select(m => m[o])]))];
    }
}
