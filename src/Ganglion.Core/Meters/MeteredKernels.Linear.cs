namespace Ganglion;

// Multiply-adds by the textbook (Golub and Van Loan); iterations count as they usually take.
internal sealed partial class MeteredKernels
{
    public override int Cholesky(Tensor a, Tensor l, int batch, int n)
    {
        int failed = -1;
        Note("Cholesky", Cubes(batch, n) / 6, [a, l], () => failed = inner.Cholesky(a, l, batch, n));
        return failed;
    }

    public override void Lu(Tensor a, Tensor lu, int[] rows, int batch, int n) =>
        Note("Lu", Cubes(batch, n) / 3, [a, lu], () => inner.Lu(a, lu, rows, batch, n), 4L * rows.Length);

    public override void SolveTriangular(Tensor a, int strideA, Tensor b, Tensor x, int batch, int n, int m, bool upper, bool transpose, bool unit) =>
        Note("SolveTriangular", (long)batch * n * n * m / 2, [a, b, x],
            () => inner.SolveTriangular(a, strideA, b, x, batch, n, m, upper, transpose, unit));

    public override void Qr(Tensor a, Tensor q, Tensor r, int batch, int m, int n) =>
        Note("Qr", 2 * ((long)batch * m * n * n - Cubes(batch, n) / 3), [a, q, r], () => inner.Qr(a, q, r, batch, m, n));

    public override void Eigh(Tensor a, Tensor values, Tensor vectors, int batch, int n) =>
        Note("Eigh", Cubes(batch, n) * 9 / 2, [a, values, vectors], () => inner.Eigh(a, values, vectors, batch, n));

    public override void Svd(Tensor a, Tensor u, Tensor values, Tensor v, int batch, int m, int n) =>
        Note("Svd", 3 * (long)batch * m * n * n + 8 * Cubes(batch, n), [a, u, values, v], () => inner.Svd(a, u, values, v, batch, m, n));

    public override void Fft(Tensor x, Tensor y, int outer, int n, int inner1, bool inverse) =>
        Note("Fft", Butterflies(outer * inner1, n), [x, y], () => inner.Fft(x, y, outer, n, inner1, inverse));

    public override void Rfft(Tensor x, Tensor y, int rows, int n) => Note("Rfft", Butterflies(rows, n) / 2, [x, y], () => inner.Rfft(x, y, rows, n));

    public override void Irfft(Tensor x, Tensor y, int rows, int n) => Note("Irfft", Butterflies(rows, n) / 2, [x, y], () => inner.Irfft(x, y, rows,
        n));

    private static long Cubes(int batch, int n) => (long)batch * n * n * n;

    private static long Butterflies(int rows, int n) => (long)(2.5 * rows * n * Math.Log2(Math.Max(n, 1)));
}
