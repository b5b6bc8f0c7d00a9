namespace Ganglion;

/// <summary>Eigenvalues and eigenvectors of symmetric matrices: reflections to tridiagonal form, then QL steps with implicit shifts (EISPACK's
/// tql2), whose rotations are gathered and applied to the vectors in bulk.</summary>
internal static unsafe class SymmetricEigen
{
    private const int MostSteps = 60;

    /// <summary>Reads the lower triangle of a [n, n]; writes values [n] in rising order and vectors [n, n] as rows.</summary>
    public static void Solve(ReadOnlySpan<double> a, Span<double> values, Span<double> vectors, int n)
    {
        double[] full = new double[n * n], q = new double[n * n], d = new double[n], e = new double[n], tau = new double[n], p = new double[n];
        double scale = 0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
            {
                full[i * n + j] = full[j * n + i] = a[i * n + j];
                scale = Math.Max(scale, Math.Abs(a[i * n + j]));
            }
        if (!double.IsFinite(full.Sum())) { values.Fill(double.NaN); vectors.Fill(double.NaN); return; }
        bool rescale = scale is > 0 and (< 1e-100 or > 1e100);
        if (rescale) for (int i = 0; i < full.Length; i++) full[i] /= scale;
        fixed (double* pa = full, pq = q, pd = d, pe = e, pt = tau, pp = p)
        {
            var job = new SymmetricJob { A = pa, Q = pq, Diagonal = pd, Beside = pe, Tau = pt, P = pp, N = n };
            CpuKernels.Dispatch(DType.F64, ref job);
        }
        Diagonalize(d, e, new Rotations(q, n));
        int[] order = [.. Enumerable.Range(0, n).OrderBy(i => d[i])];
        for (int i = 0; i < n; i++)
        {
            values[i] = rescale ? d[order[i]] * scale : d[order[i]];
            q.AsSpan(order[i] * n, n).CopyTo(vectors.Slice(i * n, n));
        }
    }

    private static void Diagonalize(double[] d, double[] e, Rotations rotations)
    {
        int n = d.Length;
        for (int l = 0; l < n; l++)
            for (int step = 0; ; step++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > 1.1e-16 * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))) m++;
                if (m == l) break;
                if (step == MostSteps) throw new InvalidOperationException($"Eigh: no convergence after {MostSteps} steps for one eigenvalue.");
                double g = (d[l + 1] - d[l]) / (2 * e[l]), r = Length(g, 1);
                g = d[m] - d[l] + e[l] / (g + Math.CopySign(r, g));
                double s = 1, c = 1, p = 0;
                int i = m - 1;
                for (; i >= l; i--)
                {
                    double f = s * e[i], b = c * e[i];
                    e[i + 1] = r = Length(f, g);
                    if (r == 0) { d[i + 1] -= p; e[m] = 0; break; }
                    (s, c) = (f / r, g / r);
                    g = d[i + 1] - p;
                    r = (d[i] - g) * s + 2 * c * b;
                    d[i + 1] = g + (p = s * r);
                    g = c * r - b;
                    rotations.Add(i, i + 1, c, -s);
                }
                if (i >= l) continue;
                d[l] -= p;
                e[l] = g;
                e[m] = 0;
            }
        rotations.Flush();
    }

    /// <summary>√(a² + b²) without overflow where that matters.</summary>
    public static double Length(double a, double b)
    {
        double sum = a * a + b * b;
        return sum is > 1e-290 and < 1e290 ? Math.Sqrt(sum) : double.Hypot(a, b);
    }
}
