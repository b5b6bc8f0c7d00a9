namespace Ganglion;

/// <summary>Singular values and vectors: QR first if there are more rows than columns, reflections to bidiagonal form, then steps of Golub and
/// Kahan's QR iteration (in LINPACK's arrangement), whose rotations are gathered and applied to the vectors in bulk.</summary>
internal static unsafe class SingularValues
{
    private const int MostSteps = 75;
    private const double Precision = 2.220446049250313e-16, Tiny = 1.6e-291;

    /// <summary>a [n, n]; writes u and v [n, n], the vectors as rows, and values [n] in falling order.</summary>
    public static void Solve(ReadOnlySpan<double> a, Span<double> u, Span<double> values, Span<double> v, int n)
    {
        double[] full = a.ToArray(), left = new double[n * n], qu = new double[n * n], qv = new double[n * n];
        double[] s = new double[n], e = new double[n], tauLeft = new double[n], tauRight = new double[n], product = new double[n];
        double scale = 0;
        foreach (double x in full) scale = Math.Max(scale, Math.Abs(x));
        if (!double.IsFinite(scale)) { u.Fill(double.NaN); values.Fill(double.NaN); v.Fill(double.NaN); return; }
        bool rescale = scale is > 0 and (< 1e-100 or > 1e100);
        if (rescale) for (int i = 0; i < full.Length; i++) full[i] /= scale;
        fixed (double* pa = full, pl = left, pu = qu, pv = qv, ps = s, pe = e, pt = tauLeft, pr = tauRight, pp = product)
        {
            var job = new BidiagonalJob
            {
                A = pa,
                Left = pl,
                U = pu,
                V = pv,
                Diagonal = ps,
                Beside = pe,
                TauLeft = pt,
                TauRight = pr,
                Product = pp,
                N = n
            };
            CpuKernels.Dispatch(DType.F64, ref job);
        }
        var turned = new bool[n];
        Diagonalize(s, e, new Rotations(qu, n), new Rotations(qv, n), turned);
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => s[i])];
        for (int i = 0; i < n; i++)
        {
            values[i] = rescale ? s[order[i]] * scale : s[order[i]];
            qu.AsSpan(order[i] * n, n).CopyTo(u.Slice(i * n, n));
            for (int k = 0; k < n; k++) v[i * n + k] = turned[order[i]] ? -qv[order[i] * n + k] : qv[order[i] * n + k];
        }
    }

    // s: the diagonal, e: what stands beside it. turned: whose right vector changes its sign.
    private static void Diagonalize(double[] s, double[] e, Rotations left, Rotations right, bool[] turned)
    {
        for (int p = s.Length, step = 0; p > 0;)
        {
            int k = p - 2;
            while (k >= 0 && Math.Abs(e[k]) > Tiny + Precision * (Math.Abs(s[k]) + Math.Abs(s[k + 1]))) k--;
            if (k >= 0) e[k] = 0;
            if (k == p - 2)                                     // the last value stands alone
            {
                if (s[p - 1] < 0) (s[p - 1], turned[p - 1]) = (-s[p - 1], true);
                p--;
                step = 0;
                continue;
            }
            int zero = p - 1;
            while (zero > k)
            {
                double beside = (zero != p - 1 ? Math.Abs(e[zero]) : 0) + (zero != k + 1 ? Math.Abs(e[zero - 1]) : 0);
                if (Math.Abs(s[zero]) <= Tiny + Precision * beside) break;
                zero--;
            }
            if (zero > k) s[zero] = 0;
            if (zero == k)
            {
                if (++step > MostSteps) throw new InvalidOperationException($"Svd: no convergence after {MostSteps} steps for one singular value.");
                Step(s, e, k + 1, p, left, right);
            }
            else if (zero == p - 1) ChaseUp(s, e, k + 1, p, right);
            else ChaseDown(s, e, zero + 1, p, left);
        }
        left.Flush();
        right.Flush();
    }

    // The last value is zero: rotations move what stands above it out.
    private static void ChaseUp(double[] s, double[] e, int from, int p, Rotations right)
    {
        double f = e[p - 2];
        e[p - 2] = 0;
        for (int j = p - 2; j >= from; j--)
        {
            var (cs, sn, t) = Rotation(s[j], f);
            s[j] = t;
            if (j != from) (f, e[j - 1]) = (-sn * e[j - 1], cs * e[j - 1]);
            right.Add(j, p - 1, cs, sn);
        }
    }

    // The value before 'from' is zero: rotations move what stands beside it out.
    private static void ChaseDown(double[] s, double[] e, int from, int p, Rotations left)
    {
        double f = e[from - 1];
        e[from - 1] = 0;
        for (int j = from; j < p; j++)
        {
            var (cs, sn, t) = Rotation(s[j], f);
            s[j] = t;
            (f, e[j]) = (-sn * e[j], cs * e[j]);
            left.Add(j, from - 1, cs, sn);
        }
    }

    private static void Step(double[] s, double[] e, int from, int p, Rotations left, Rotations right)
    {
        double scale = Math.Max(Math.Max(Math.Max(Math.Abs(s[p - 1]), Math.Abs(s[p - 2])), Math.Max(Math.Abs(e[p - 2]), Math.Abs(s[from]))),
            Math.Abs(e[from]));
        double sp = s[p - 1] / scale, sb = s[p - 2] / scale, eb = e[p - 2] / scale, sk = s[from] / scale, ek = e[from] / scale;
        double b = ((sb + sp) * (sb - sp) + eb * eb) / 2, c = sp * eb * (sp * eb), shift = 0;
        if (b != 0 || c != 0)
        {
            shift = Math.CopySign(Math.Sqrt(b * b + c), b);
            shift = c / (b + shift);
        }
        double f = (sk + sp) * (sk - sp) + shift, g = sk * ek;
        for (int j = from; j < p - 1; j++)
        {
            var (cs, sn, t) = Rotation(f, g);
            if (j != from) e[j - 1] = t;
            (f, e[j]) = (cs * s[j] + sn * e[j], cs * e[j] - sn * s[j]);
            (g, s[j + 1]) = (sn * s[j + 1], cs * s[j + 1]);
            right.Add(j, j + 1, cs, sn);
            (cs, sn, t) = Rotation(f, g);
            s[j] = t;
            (f, s[j + 1]) = (cs * e[j] + sn * s[j + 1], cs * s[j + 1] - sn * e[j]);
            (g, e[j + 1]) = (sn * e[j + 1], cs * e[j + 1]);
            left.Add(j, j + 1, cs, sn);
        }
        e[p - 2] = f;
    }

    private static (double C, double S, double Length) Rotation(double f, double g)
    {
        double t = SymmetricEigen.Length(f, g);
        return t == 0 ? (1, 0, 0) : (f / t, g / t, t);
    }
}
