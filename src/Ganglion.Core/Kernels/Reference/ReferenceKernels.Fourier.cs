namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void Fft(Tensor x, Tensor y, int outer, int n, int inner, bool inverse)
    {
        double[] from = Read(x), to = new double[from.Length];
        for (int r = 0; r < outer * inner; r++)
            for (int k = 0; k < n; k++)
                for (int j = 0; j < n; j++)
                {
                    int start = r / inner * n * inner + r % inner, a = 2 * (start + j * inner), b = 2 * (start + k * inner);
                    var (sin, cos) = Angle(j, k, n, inverse);
                    to[b] += from[a] * cos - from[a + 1] * sin;
                    to[b + 1] += from[a] * sin + from[a + 1] * cos;
                }
        Write(to, y);
    }

    public override void Rfft(Tensor x, Tensor y, int rows, int n)
    {
        int half = n / 2 + 1;
        double[] from = Read(x), to = new double[rows * half * 2];
        for (int r = 0; r < rows; r++)
            for (int k = 0; k < half; k++)
                for (int j = 0; j < n; j++)
                {
                    var (sin, cos) = Angle(j, k, n, inverse: false);
                    to[(r * half + k) * 2] += from[r * n + j] * cos;
                    to[(r * half + k) * 2 + 1] += from[r * n + j] * sin;
                }
        Write(to, y);
    }

    public override void Irfft(Tensor x, Tensor y, int rows, int n)
    {
        int half = n / 2 + 1;
        double[] from = Read(x), to = new double[rows * n];
        for (int r = 0; r < rows; r++)
            for (int j = 0; j < n; j++)
                for (int k = 0; k < half; k++)
                {
                    var (sin, cos) = Angle(j, k, n, inverse: true);
                    double re = from[(r * half + k) * 2], im = from[(r * half + k) * 2 + 1];
                    to[r * n + j] += k == 0 || 2 * k == n ? re * cos : 2 * (re * cos - im * sin);
                }
        Write(to, y);
    }

    private static (double Sin, double Cos) Angle(int j, int k, int n, bool inverse) =>
        Math.SinCos((inverse ? 2 : -2) * Math.PI * ((long)j * k % n) / n);
}
