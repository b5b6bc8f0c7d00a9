using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Products of matrices and of tensors.</summary>
internal static class ProductOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("MatMul", MatMul), One("Gemm", Gemm), One("Einsum", c => c.Like(Einsum(c.Text("equation", ""), [.. Enumerable.Range(0, c.Count).Select(c.F)]))),
    ];

    /// <summary>The matrix product as NumPy means it: a vector is a row on the left and a column on the right, and its axis goes.</summary>
    public static Tensor Multiply(Tensor a, Tensor b)
    {
        var y = (a.Rank == 1 ? a.Unsqueeze(0) : a).MatMul(b.Rank == 1 ? b.Unsqueeze(1) : b);
        if (b.Rank == 1) y = y.Squeeze(-1);
        return a.Rank == 1 ? y.Squeeze(b.Rank == 1 ? -1 : -2) : y;
    }

    /// <summary>Whole numbers, multiplied in 64-bit floats, which hold sums of a few million products of 32 bits exactly.</summary>
    public static OnnxIntegers Whole(Tensor y, OnnxElement element) => new(System.Array.ConvertAll(y.ToDoubles(), v => element.Wrap((long)v)), y.Shape, element);

    private static OnnxArray MatMul(OnnxCall c) => c.Array(0) is OnnxFloats ? c.Like(Multiply(c.F(0), c.F(1)))
        : Whole(Multiply(c.Number(0, DType.F64), c.Number(1, DType.F64)), c.Array(0).Element);

    private static OnnxArray Gemm(OnnxCall c)
    {
        var dtype = c.Array(0) is OnnxFloats f ? f.Tensor.DType : DType.F64;
        double alpha = c.Float("alpha", 1), beta = c.Float("beta", 1);
        var y = c.Number(0, dtype).MatMul(c.Number(1, dtype), c.Flag("transA"), c.Flag("transB"));
        if (alpha != 1) y *= alpha;
        if (c.Has(2)) y += beta == 1 ? c.Number(2, dtype) : c.Number(2, dtype) * beta;
        return c.Array(0) is OnnxFloats ? c.Like(y) : Whole(y, c.Array(0).Element);
    }

    private static Tensor Einsum(string equation, Tensor[] operands)
    {
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] terms = sides[0].Split(',');
        if (terms.Length != operands.Length) throw new ArgumentException($"'{equation}' names {terms.Length} operands, and {operands.Length} are given");

        // An ellipsis stands for as many axes as an operand has left; they get labels of their own, aligned at the right.
        int most = terms.Zip(operands, (t, x) => t.Contains("...") ? x.Rank - (t.Length - 3) : 0).DefaultIfEmpty(0).Max();
        string Spread(string term, int count) => term.Replace("...", string.Concat(Enumerable.Range(0, count).Select(i => (char)('\u0100' + most - count + i))), StringComparison.Ordinal);
        for (int i = 0; i < terms.Length; i++) terms[i] = Spread(terms[i], Math.Max(0, operands[i].Rank - (terms[i].Length - 3)));
        string all = string.Concat(terms);
        string to = sides.Length > 1 ? Spread(sides[1], most)
            : string.Concat(all.Where(l => l >= '\u0100').Distinct().Order()) + string.Concat(all.Where(l => l < '\u0100' && all.Count(m => m == l) == 1).Order());

        string labels = to + string.Concat(all.Distinct().Where(l => !to.Contains(l)));
        Tensor? product = null;
        for (int i = 0; i < terms.Length; i++)
        {
            var x = Align(operands[i], terms[i], labels);
            product = product is null ? x : product * x;
        }
        int[] summed = [.. Enumerable.Range(to.Length, labels.Length - to.Length)];
        return summed.Length == 0 ? product! : product!.Sum(summed);
    }

    // The operand with an axis for each label, of size 1 where it has none; a label that occurs twice takes the diagonal.
    private static Tensor Align(Tensor x, string term, string labels)
    {
        if (term.Length != x.Rank) throw new ArgumentException($"'{term}' names {term.Length} axes, and its operand has shape {Shapes.Text(x.Shape)}");
        for (int i = 0; i < term.Length; i++)
            for (int j = term.LastIndexOf(term[i]); j > i; j = term.LastIndexOf(term[i]))
            {
                int n = x.Shape[i];
                var eye = Tensor.Eye(n, x.DType).Reshape([.. Enumerable.Range(0, x.Rank).Select(a => a == i || a == j ? n : 1)]);
                (x, term) = ((x * eye).Sum(j), term.Remove(j, 1));
            }
        string from = term;
        int[] order = [.. labels.Select(l => from.IndexOf(l)).Where(a => a >= 0)];
        var sizes = x.ShapeArray;
        return x.Permute(order).Reshape([.. labels.Select(l => from.IndexOf(l) is var a && a >= 0 ? sizes[a] : 1)]);
    }
}
