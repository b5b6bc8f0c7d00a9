namespace Ganglion;

internal partial class ReferenceKernels
{
    private static double[] Read(Tensor t) => t.DType == DType.F64 ? t.Data<double>().ToArray() : Array.ConvertAll(t.Data<float>().ToArray(), v =>
        (double)v);

    private static void Write(double[] values, Tensor y)
    {
        if (y.DType == DType.F64) values.AsSpan(0, y.Length).CopyTo(y.Data<double>());
        else for (int i = 0; i < y.Length; i++) y.Data<float>()[i] = (float)values[i];
    }

    public override int Cholesky(Tensor a, Tensor l, int batch, int n)
    {
        double[] from = Read(a), to = new double[from.Length];
        int failed = -1;
        for (int s = 0; s < batch; s++)
            for (int i = 0; i < n; i++)
                for (int j = 0; j <= i; j++)
                {
                    int at = s * n * n;
                    double sum = from[at + i * n + j];
                    for (int k = 0; k < j; k++) sum -= to[at + i * n + k] * to[at + j * n + k];
                    if (i == j && !(sum > 0) && failed < 0) failed = s * n + i;
                    to[at + i * n + j] = i == j ? Math.Sqrt(sum) : sum / to[at + j * n + j];
                }
        Write(to, l);
        return failed;
    }

    public override void Lu(Tensor a, Tensor lu, int[] rows, int batch, int n)
    {
        double[] u = Read(a);
        for (int s = 0, at = 0; s < batch; s++, at += n * n)
        {
            for (int i = 0; i < n; i++) rows[s * n + i] = i;
            for (int k = 0; k < n; k++)
            {
                int p = k;
                for (int i = k + 1; i < n; i++) if (Math.Abs(u[at + i * n + k]) > Math.Abs(u[at + p * n + k])) p = i;
                if (p != k)
                {
                    for (int j = 0; j < n; j++) (u[at + k * n + j], u[at + p * n + j]) = (u[at + p * n + j], u[at + k * n + j]);
                    (rows[s * n + k], rows[s * n + p]) = (rows[s * n + p], rows[s * n + k]);
                }
                if (u[at + k * n + k] == 0) continue;
                for (int i = k + 1; i < n; i++)
                {
                    double f = u[at + i * n + k] /= u[at + k * n + k];
                    for (int j = k + 1; j < n; j++) u[at + i * n + j] -= f * u[at + k * n + j];
                }
            }
        }
        Write(u, lu);
    }

    public override void SolveTriangular(Tensor a, int strideA, Tensor b, Tensor x, int batch, int n, int m, bool upper, bool transpose, bool unit)
    {
        double[] t = Read(a), to = Read(b);
        for (int s = 0; s < batch; s++)
            for (int c = 0; c < m; c++)
                for (int step = 0; step < n; step++)
                {
                    int i = upper == transpose ? step : n - 1 - step;
                    double sum = to[(s * n + i) * m + c];
                    for (int before = 0; before < step; before++)
                    {
                        int j = upper == transpose ? before : n - 1 - before;
                        sum -= t[s * strideA + (transpose ? j * n + i : i * n + j)] * to[(s * n + j) * m + c];
                    }
                    to[(s * n + i) * m + c] = unit ? sum : sum / t[s * strideA + i * n + i];
                }
        Write(to, x);
    }

    // Gram and Schmidt, each column twice.
    public override void Qr(Tensor a, Tensor q, Tensor r, int batch, int m, int n)
    {
        double[] v = Read(a), u = new double[batch * n * n];
        for (int s = 0; s < batch; s++)
        {
            int at = s * m * n, to = s * n * n;
            for (int k = 0; k < n; k++)
            {
                double before = Math.Sqrt(Product(k, k));
                for (int j = 0; j < 2 * k; j++)
                {
                    double f = Product(j % k, k);
                    for (int i = 0; i < m; i++) v[at + i * n + k] -= f * v[at + i * n + j % k];
                    u[to + j % k * n + k] += f;
                }
                double length = Math.Sqrt(Product(k, k));
                u[to + k * n + k] = length;
                if (length > 1e-14 * before) for (int i = 0; i < m; i++) v[at + i * n + k] /= length;
                else Complete(k);
            }

            double Product(int j, int k)
            {
                double sum = 0;
                for (int i = 0; i < m; i++) sum += v[at + i * n + j] * v[at + i * n + k];
                return sum;
            }

            // A column that depends on those before it: any direction that is left.
            void Complete(int k)
            {
                u[to + k * n + k] = 0;
                for (int unit = 0; unit < m; unit++)
                {
                    for (int i = 0; i < m; i++) v[at + i * n + k] = i == unit ? 1 : 0;
                    for (int j = 0; j < 2 * k; j++)
                    {
                        double f = Product(j % k, k);
                        for (int i = 0; i < m; i++) v[at + i * n + k] -= f * v[at + i * n + j % k];
                    }
                    double length = Math.Sqrt(Product(k, k));
                    if (length < 0.5 / Math.Sqrt(m)) continue;
                    for (int i = 0; i < m; i++) v[at + i * n + k] /= length;
                    return;
                }
            }
        }
        Write(v, q);
        Write(u, r);
    }

    // Jacobi's rotations in a fixed cycle.
    public override void Eigh(Tensor a, Tensor values, Tensor vectors, int batch, int n)
    {
        double[] from = Read(a), w = new double[batch * n], v = new double[from.Length];
        for (int s = 0; s < batch; s++)
        {
            var d = new double[n, n];
            var x = new double[n, n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) (d[i, j], x[i, j]) = (from[s * n * n + Math.Max(i, j) * n + Math.Min(i, j)], i == j ? 1 : 0);
            for (int sweep = 0; sweep < 60; sweep++)
            {
                double off = 0, all = 0;
                for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) { all += d[i, j] * d[i, j]; if (i != j) off += d[i, j] * d[i, j]; }
                if (off <= 1e-32 * all) break;
                for (int p = 0; p < n; p++)
                    for (int q = p + 1; q < n; q++)
                    {
                        if (d[p, q] == 0) continue;
                        double theta = (d[q, q] - d[p, p]) / (2 * d[p, q]);
                        double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1)), c = 1 / Math.Sqrt(t * t + 1), e = t * c;
                        for (int k = 0; k < n; k++) (d[k, p], d[k, q]) = (c * d[k, p] - e * d[k, q], e * d[k, p] + c * d[k, q]);
                        for (int k = 0; k < n; k++) (d[p, k], d[q, k]) = (c * d[p, k] - e * d[q, k], e * d[p, k] + c * d[q, k]);
                        for (int k = 0; k < n; k++) (x[p, k], x[q, k]) = (c * x[p, k] - e * x[q, k], e * x[p, k] + c * x[q, k]);
                    }
            }
            int[] order = [.. Enumerable.Range(0, n).OrderBy(i => d[i, i])];
            for (int i = 0; i < n; i++)
            {
                w[s * n + i] = d[order[i], order[i]];
                for (int k = 0; k < n; k++) v[(s * n + i) * n + k] = x[order[i], k];
            }
        }
        Write(w, values);
        Write(v, vectors);
    }

    // Hestenes: the columns of r are rotated until they are orthogonal; what was rotated is a's q·r, so left vectors exist for zeros too.
    public override void Svd(Tensor a, Tensor u, Tensor values, Tensor v, int batch, int m, int n)
    {
        Tensor q = Tensor.Empty([batch, m, n], DType.F64), r = Tensor.Empty([batch, n, n], DType.F64);
        Qr(a, q, r, batch, m, n);
        double[] left = Read(q), right = Read(r), w = new double[batch * n], toU = new double[batch * n * m], toV = new double[batch * n * n];
        for (int s = 0; s < batch; s++)
        {
            var x = new double[n, n];                           // rows of r, rotated
            var y = new double[n, m];                           // columns of q, rotated
            for (int i = 0; i < n; i++)
            {
                for (int k = 0; k < n; k++) x[i, k] = right[(s * n + i) * n + k];
                for (int k = 0; k < m; k++) y[i, k] = left[(s * m + k) * n + i];
            }
            bool turned = true;
            for (int sweep = 0; sweep < 60 && turned; sweep++)
            {
                turned = false;
                for (int i = 0; i < n; i++)
                    for (int j = i + 1; j < n; j++)
                    {
                        double ii = 0, jj = 0, ij = 0;
                        for (int k = 0; k < n; k++) { ii += x[i, k] * x[i, k]; jj += x[j, k] * x[j, k]; ij += x[i, k] * x[j, k]; }
                        if (Math.Abs(ij) <= 4e-16 * Math.Sqrt(ii * jj)) continue;
                        turned = true;
                        double theta = (jj - ii) / (2 * ij);
                        double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1)), c = 1 / Math.Sqrt(t * t + 1), e = t * c;
                        for (int k = 0; k < n; k++) (x[i, k], x[j, k]) = (c * x[i, k] - e * x[j, k], e * x[i, k] + c * x[j, k]);
                        for (int k = 0; k < m; k++) (y[i, k], y[j, k]) = (c * y[i, k] - e * y[j, k], e * y[i, k] + c * y[j, k]);
                    }
            }
            var lengths = new double[n];
            for (int i = 0; i < n; i++) { for (int k = 0; k < n; k++) lengths[i] += x[i, k] * x[i, k]; lengths[i] = Math.Sqrt(lengths[i]); }
            int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => lengths[i])];
            var columns = new double[n * n];                    // the right vectors, completed where a value is zero
            for (int i = 0; i < n; i++)
            {
                w[s * n + i] = lengths[order[i]];
                bool zero = lengths[order[i]] <= 1e-15 * lengths[order[0]];
                for (int k = 0; k < m; k++) toU[(s * n + i) * m + k] = y[order[i], k];
                for (int k = 0; k < n; k++) columns[k * n + i] = zero ? 0 : x[order[i], k] / lengths[order[i]];
            }
            Tensor full = Tensor.Empty([n, n], DType.F64), rest = Tensor.Empty([n, n], DType.F64);
            Qr(Tensor.From(columns, n, n), full, rest, 1, n, n);
            for (int i = 0; i < n; i++) for (int k = 0; k < n; k++) toV[(s * n + i) * n + k] = full.Data<double>()[k * n + i];
        }
        Write(toU, u);
        Write(w, values);
        Write(toV, v);
    }
}
