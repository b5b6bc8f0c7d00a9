namespace Ganglion;

/// <summary>
/// y = softmax(scale · q·kᵀ + mask)·v for each head (Vaswani et al. 2017, equation 1). A query that may see no key gives zeros.
/// </summary>
public static class AttentionOp
{
    /// <summary>Scaled dot-product attention.</summary>
    /// <param name="query"><c>[batch, heads, queries, dim]</c>.</param>
    /// <param name="key"><c>[batch, heads, keys, dim]</c>.</param>
    /// <param name="value"><c>[batch, heads, keys, out]</c>.</param>
    /// <param name="mask">Added to the scores, broadcast to <c>[batch, heads, queries, keys]</c>; -∞ hides a key.</param>
    /// <param name="causal">Whether query i sees only the keys up to i + keys - queries: with as many keys as queries, its own and those before.</param>
    /// <param name="lengths"><c>[batch]</c>: how many keys of each sample there are; what follows is padding.</param>
    /// <param name="scale">Of the scores; 1/√dim if none is given.</param>
    /// <param name="dropout">The rate at which weights are dropped.</param>
    /// <param name="rng">The key of the dropout; without one nothing is dropped.</param>
    /// <returns><c>[batch, heads, queries, out]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    [Op("attention", Onnx = "Attention", Torch = "torch.nn.functional.scaled_dot_product_attention")]
    public static Tensor Attention(this Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool causal = false, IntTensor? lengths = null,
        double? scale = null, double dropout = 0, Rng? rng = null)
    {
        Check(query, key, value, lengths);
        double factor = scale ?? 1 / Math.Sqrt(Math.Max(query.Shape[^1], 1));
        return Composed(query, key, value, mask, causal, lengths, factor, dropout, rng);
    }

    private static void Check(Tensor q, Tensor k, Tensor v, IntTensor? lengths)
    {
        Pointwise.SameType("Attention", q, k);
        Pointwise.SameType("Attention", q, v);
        if (q.Rank != 4 || k.Rank != 4 || v.Rank != 4 || !q.Shape[..2].SequenceEqual(k.Shape[..2]) || !k.Shape[..3].SequenceEqual(v.Shape[..3])
            || q.Shape[3] != k.Shape[3])
            throw new ArgumentException(
                "Attention: query [batch, heads, queries, dim], key [batch, heads, keys, dim] and value [batch, heads, keys, out] are needed; "
                + $"got {Shapes.Text(q.Shape)}, {Shapes.Text(k.Shape)} and {Shapes.Text(v.Shape)}.");
        if (lengths is null) return;
        if (lengths.Length != q.Shape[0])
            throw new ArgumentException($"Attention: a batch of {q.Shape[0]} needs as many lengths; got {lengths.Length}.", nameof(lengths));
        lengths.CheckRange(k.Shape[2] + 1, "Attention");
    }

    private static Tensor Composed(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal, IntTensor? lengths, double scale, double dropout, Rng? rng)
    {
        var scores = q.MatMul(k, transposeB: true) * scale;
        var visible = Visible(q.Shape[0], q.Shape[2], k.Shape[2], causal, lengths, q.DType);
        if (mask is not null)
        {
            var open = mask.Detach().Greater(-1e30);
            scores += open.Where(mask, Tensor.Scalar(0, mask.DType));
            visible = visible is null ? open : visible * open;
        }
        var weights = (visible is null ? scores : visible.Where(scores, Tensor.Scalar(-1e30, scores.DType))).Softmax();
        if (visible is not null) weights *= visible;            // where a query sees nothing, its even weights vanish
        return (rng is { } r && dropout > 0 ? weights.Dropout(dropout, r) : weights).MatMul(v);
    }

    // [batch or 1, 1, queries, keys]: 1 where a key may be seen; null if all may.
    private static Tensor? Visible(int batch, int queries, int keys, bool causal, IntTensor? lengths, DType dtype)
    {
        if (!causal && lengths is null) return null;
        int samples = lengths is null ? 1 : batch;
        var values = new float[samples * queries * keys];
        for (int b = 0, at = 0; b < samples; b++)
            for (int i = 0; i < queries; i++)
                for (int j = 0; j < keys; j++, at++)
                    values[at] = (lengths is null || j < lengths[b]) && (!causal || j <= i + keys - queries) ? 1 : 0;
        return Tensor.From(values, samples, 1, queries, keys).To(dtype);
    }

    internal static IEnumerable<OpCase> Cases()
    {
        static OpCase Make(string name, Func<Tensor[], Tensor> f, int batch, int heads, int queries, int keys, int dim, int outputs, params OpInput[] more) =>
            new(name, f, [(int[])[batch, heads, queries, dim], (int[])[batch, heads, keys, dim], (int[])[batch, heads, keys, outputs], .. more]);
        yield return Make("no samples", x => x[0].Attention(x[1], x[2]), 0, 2, 3, 3, 4, 4);
        yield return Make("no queries", x => x[0].Attention(x[1], x[2]), 1, 2, 0, 3, 4, 4);
        yield return Make("no keys", x => x[0].Attention(x[1], x[2]), 1, 1, 2, 0, 3, 2);
        yield return Make("one", x => x[0].Attention(x[1], x[2]), 1, 1, 1, 1, 1, 1);
        yield return Make("plain", x => x[0].Attention(x[1], x[2]), 2, 2, 3, 4, 3, 2);
        yield return Make("causal", x => x[0].Attention(x[1], x[2], causal: true), 1, 2, 4, 4, 3, 3);
        yield return Make("causal, more keys", x => x[0].Attention(x[1], x[2], causal: true, scale: 0.7), 1, 1, 2, 5, 3, 3);
        yield return Make("causal, fewer keys", x => x[0].Attention(x[1], x[2], causal: true), 1, 1, 4, 2, 3, 3);
        yield return Make("lengths", x => x[0].Attention(x[1], x[2], lengths: (int[])[3, 0, 1]), 3, 1, 2, 3, 2, 2);
        yield return Make("mask", x => x[0].Attention(x[1], x[2], x[3]), 2, 2, 3, 4, 3, 2, (int[])[2, 3, 4]);
        yield return Make("hidden keys", x => x[0].Attention(x[1], x[2], Tensor.From([0.0, double.NegativeInfinity, 1, double.NegativeInfinity], 4).To(x[0].DType)),
            1, 2, 3, 4, 3, 2);
        yield return Make("dropout", x => x[0].Attention(x[1], x[2], dropout: 0.4, rng: new Rng(3)), 1, 2, 3, 5, 2, 3);
        yield return Make("large", x => x[0].Attention(x[1], x[2], causal: true, lengths: (int[])[150, 67], dropout: 0.1, rng: new Rng(3)), 2, 3, 77, 150, 33, 17);
    }
}
