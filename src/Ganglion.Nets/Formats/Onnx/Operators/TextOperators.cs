using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Text made regular, and counted.</summary>
internal static class TextOperators
{
    public static IEnumerable<OnnxOperator> All => [One("StringNormalizer", Normalize), One("TfIdfVectorizer", c => OnnxFloats.Of(Count(c)))];

    private static OnnxStrings Normalize(OnnxCall c)
    {
        var x = c.Strings(0);
        var compare = c.Flag("is_case_sensitive") ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        var stop = (c.Texts("stopwords") ?? []).ToHashSet(compare);
        string change = c.Text("case_change_action", "NONE");
        string[] kept = [.. x.Values.Where(s => !stop.Contains(s)).Select(s => change switch
        {
            "LOWER" => s.ToLowerInvariant(),
            "UPPER" => s.ToUpperInvariant(),
            _ => s,
        })];
        if (kept.Length == 0) kept = [""];
        return new(kept, x.Shape.Length == 1 ? [kept.Length] : [1, kept.Length]);
    }

    // How often each n-gram of a pool occurs, with up to so many elements skipped between its members; then weighted.
    private static Tensor Count(OnnxCall c)
    {
        var x = c.Array(0);
        string[] items = x is OnnxStrings s ? s.Values : [.. c.Longs(0).Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        string[] pool = c.Texts("pool_strings")
            ?? [.. c.Ints("pool_int64s")!.Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        long[] starts = c.Ints("ngram_counts")!, indexes = c.Ints("ngram_indexes")!;
        int least = (int)c.Int("min_gram_length"), most = (int)c.Int("max_gram_length"), skips = (int)c.Int("max_skip_count");
        float[]? weights = c.Singles("weights");
        string mode = c.Text("mode", "TF");

        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int n = 1, entry = 0; n <= starts.Length; n++)
            for (long at = starts[n - 1], end = n < starts.Length ? starts[n] : pool.Length; at + n <= end; at += n)
                known[Key(pool.AsSpan((int)at, n))] = entry++;

        int width = (int)indexes.Max() + 1, length = x.Shape.Length == 0 ? 1 : x.Shape[^1],
            rows = x.Shape.Length == 0 ? 1 : Shapes.Count(x.Shape[..^1]);
        var counts = new float[rows * width];
        string[] gram = new string[most];
        for (int r = 0; r < rows; r++)
            for (int n = least; n <= most; n++)
                for (int skip = 0; skip <= (n == 1 ? 0 : skips); skip++)
                    for (int start = 0; start + (n - 1) * (skip + 1) < length; start++)
                    {
                        for (int k = 0; k < n; k++) gram[k] = items[r * length + start + k * (skip + 1)];
                        if (known.TryGetValue(Key(gram.AsSpan(0, n)), out int entry)) counts[r * width + indexes[entry]]++;
                    }
        if (mode != "TF")
            for (int r = 0; r < rows; r++)
                for (int e = 0; e < indexes.Length; e++)
                {
                    ref float count = ref counts[r * width + indexes[e]];
                    count = (mode == "IDF" ? Math.Min(count, 1) : count) * (weights?[e] ?? 1);
                }
        return Tensor.From(counts, x.Shape.Length < 2 ? [width] : [rows, width]);

        static string Key(ReadOnlySpan<string> gram) => string.Join('\u0001', gram.ToArray());
    }
}
