namespace Ganglion;

/// <summary>a = v·diag(w)·vᵀ for symmetric a. Derivative: v·(diag(gW) + (vᵀ·gV) ∘ F)·vᵀ, symmetrised, with F[i, j] = 1 / (w[j] - w[i]) beside the
/// diagonal: where values are equal, vectors have none.</summary>
public static class EighOp
{
    /// <summary>Eigenvalues and eigenvectors of symmetric matrices, computed in double precision.</summary>
    /// <param name="a"><c>[…, n, n]</c>; the lower triangle is read. The derivative is that of a function of symmetric matrices.</param>
    /// <returns>The values <c>[…, n]</c> in rising order, and the vectors <c>[…, n, n]</c> as columns, the largest element of each
    /// positive.</returns>
    /// <exception cref="ArgumentException">A matrix is not square.</exception>
    /// <exception cref="InvalidOperationException">In the derivative: two eigenvalues are equal, and the eigenvectors were used. Functions of the
    /// values alone can be had from <see cref="EigvalshOp.Eigvalsh"/>.</exception>
    [Op("eigh", Torch = "torch.linalg.eigh")]
    public static (Tensor Values, Tensor Vectors) Eigh(this Tensor a)
    {
        var (w, v) = Factor(a, "Eigh");
        if (!Diff.Tracks(a)) return (w, v);
        int n = a.Shape[^1];
        var both = Diff.Record("eigh", Tensor.Concat([w.Unsqueeze(-2), v], -2), a, g =>
        {
            Tensor gw = g.Select(-2, 0), gv = g.Slice(-2, 1, n), middle = gw.DiagEmbed();
            if (Diff.Recording || gv.ToDoubles().AsSpan().ContainsAnyExcept(0.0))
                middle = middle + v.MatMul(gv, transposeA: true) * Gaps(w, "Eigh", "Eigvalsh");
            return Matrices.Symmetric(v.MatMul(middle).MatMul(v, transposeB: true));
        });
        (w, v) = (both.Select(-2, 0), both.Slice(-2, 1, n));
        return (w, v);
    }

    /// <summary>Values and vectors, not recorded.</summary>
    internal static (Tensor Values, Tensor Vectors) Factor(Tensor a, string op)
    {
        var (batch, n) = Matrices.Square(a, op);
        Tensor w = Tensor.Empty(a.Shape[..^1], DType.F64, op), rows = Tensor.Empty(a.Shape, DType.F64, op);
        Kernels.Current.Eigh(a.Detach().To(DType.F64).Contiguous(), w, rows, batch, n);
        OrientRows(rows, null, n, n);
        return (w.To(a.DType), rows.Transpose().Contiguous().To(a.DType));
    }

    /// <summary>Gives each row the sign that makes its largest element positive; rows of <paramref name="other"/> follow.</summary>
    internal static void OrientRows(Tensor rows, Tensor? other, int length, int otherLength)
    {
        var x = rows.Data<double>();
        for (int r = 0; length > 0 && r < rows.Length / length; r++)
        {
            var row = x.Slice(r * length, length);
            int largest = 0;                                    // the first of those that rounding alone may tell apart
            for (int i = 1; i < length; i++) if (Math.Abs(row[i]) > Math.Abs(row[largest]) * (1 + 1e-9)) largest = i;
            if (row[largest] >= 0) continue;
            foreach (ref double v in row) v = -v;
            if (other is not null) foreach (ref double v in other.Data<double>().Slice(r * otherLength, otherLength)) v = -v;
        }
    }

    /// <summary>1 / (w[j] - w[i]) beside the diagonal, 0 on it.</summary>
    internal static Tensor Gaps(Tensor w, string op, string instead)
    {
        int n = w.Shape[^1];
        double[] values = w.Detach().ToDoubles();
        for (int i = 1; i < values.Length; i++)
            if (i % n > 0 && values[i] == values[i - 1])
                throw new InvalidOperationException(
                    $"{op}: values {i % n - 1} and {i % n} are both {values[i]:R}: vectors that belong to equal values are not "
                    + $"unique and have no derivative. Differentiate a function of the values alone with {instead}, or keep the values apart.");
        var eye = Tensor.Eye(n, w.DType);
        return (1 - eye) / (w.Unsqueeze(-2) - w.Unsqueeze(-1) + eye);
    }

    /// <summary>For cases of tests: a symmetric matrix made of any, its eigenvalues far apart.</summary>
    internal static Tensor Spread(Tensor x) =>
        x + x.Transpose() + Tensor.Eye(x.Shape[^1], x.DType) * (Tensor.Range(x.Shape[^1], x.DType) * (2.0 * x.Shape[^1] + 4));

    internal static IEnumerable<OpCase> Cases()
    {
        foreach (var shape in (int[][])[[0, 0], [0, 2, 2], [1, 1], [3, 3], [2, 3, 3], [6, 6], [100, 100]])
        {
            yield return new($"values {Shapes.Text(shape)}", x => Spread(x[0]).Eigh().Values, shape);
            yield return new($"vectors {Shapes.Text(shape)}", x => Spread(x[0]).Eigh().Vectors.Square(), shape);
        }
        yield return new("a function of a matrix", x =>
        {
            var (w, v) = Spread(x[0]).Eigh(); return (v * (w * 0.1).Exp().Unsqueeze(-2)).MatMul(v,
            transposeB: true);
        },
            (int[])[2, 3, 3]);
    }
}
