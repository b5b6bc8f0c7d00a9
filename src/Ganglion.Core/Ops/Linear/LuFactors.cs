namespace Ganglion;

/// <summary>Matrices <c>[batch, n, n]</c> as permuted products of triangles, for solving more than once. Constants.</summary>
internal sealed record LuFactors(Tensor Lu, int[] Rows, int Batch, int N)
{
    /// <summary>Of a detached, contiguous batch.</summary>
    public static LuFactors Of(Tensor a, int batch, int n)
    {
        var rows = new int[batch * n];
        var lu = Tensor.Empty(a.Shape, a.DType, "Lu");
        Kernels.Current.Lu(a, lu, rows, batch, n);
        return new(lu, rows, batch, n);
    }

    /// <summary>The pivots <c>[batch, n]</c> in double precision, and the sign of each permutation.</summary>
    public (double[] Pivots, int[] Signs) Diagonal()
    {
        double[] pivots = new double[Batch * N], all = Lu.ToDoubles();
        int[] signs = new int[Batch];
        for (int s = 0; s < Batch; s++)
        {
            for (int i = 0; i < N; i++) pivots[s * N + i] = all[(s * N + i) * N + i];
            var seen = new bool[N];
            signs[s] = 1;
            for (int i = 0; i < N; i++)                         // a cycle of even length turns the sign
                for (int j = i; !seen[j]; j = Rows[s * N + j])
                {
                    seen[j] = true;
                    if (j != i) signs[s] = -signs[s];
                }
        }
        return (pivots, signs);
    }

    /// <summary>Fails with a clear message if a pivot is zero.</summary>
    public LuFactors Regular(string op)
    {
        for (int s = 0; s < Batch; s++)
            for (int i = 0; i < N; i++)
            {
                int at = (s * N + i) * N + i;
                double pivot = Lu.DType == DType.F32 ? Lu.Data<float>()[at] : Lu.Data<double>()[at];
                if (pivot == 0)
                    throw new ArgumentException($"{op}: matrix {s} is singular: elimination meets a zero pivot in column {i}. Use Pinv or Lstsq.");
            }
        return this;
    }

    /// <summary>The solution of a·x = b, or of aᵀ·x = b, for b <c>[batch, n, m]</c>.</summary>
    public Tensor Solve(Tensor b, int m, bool transpose)
    {
        Tensor x = Tensor.Empty(b.Shape, b.DType, "Solve"), y = Tensor.Empty(b.Shape, b.DType, "Solve");
        var kernels = Kernels.Current;
        if (!transpose)
        {
            Permute(b, x, m, back: false);
            kernels.SolveTriangular(Lu, N * N, x, y, Batch, N, m, upper: false, transpose: false, unit: true);
            kernels.SolveTriangular(Lu, N * N, y, x, Batch, N, m, upper: true, transpose: false, unit: false);
            return x;
        }
        kernels.SolveTriangular(Lu, N * N, b, x, Batch, N, m, upper: true, transpose: true, unit: false);
        kernels.SolveTriangular(Lu, N * N, x, y, Batch, N, m, upper: false, transpose: true, unit: true);
        Permute(y, x, m, back: true);
        return x;
    }

    private void Permute(Tensor from, Tensor to, int m, bool back)
    {
        if (from.DType == DType.F32) Permute<float>(from, to, m, back); else Permute<double>(from, to, m, back);
    }

    private void Permute<T>(Tensor from, Tensor to, int m, bool back) where T : unmanaged
    {
        Span<T> x = from.Data<T>(), y = to.Data<T>();
        for (int s = 0; s < Batch; s++)
            for (int i = 0; i < N; i++)
            {
                int here = (s * N + i) * m, there = (s * N + Rows[s * N + i]) * m;
                x.Slice(back ? here : there, m).CopyTo(y.Slice(back ? there : here, m));
            }
    }
}
