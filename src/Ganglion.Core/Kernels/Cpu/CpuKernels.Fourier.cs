namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void Fft(Tensor x, Tensor y, int outer, int n, int inner, bool inverse) =>
        Fourier(x, y, FourierJob.Kinds.Complex, outer * inner, n, inner, inverse);

    public override void Rfft(Tensor x, Tensor y, int rows, int n) => Fourier(x, y, FourierJob.Kinds.Real, rows, n, 1, inverse: false);

    public override void Irfft(Tensor x, Tensor y, int rows, int n) => Fourier(x, y, FourierJob.Kinds.RealBack, rows, n, 1, inverse: true);

    private static void Fourier(Tensor x, Tensor y, FourierJob.Kinds kind, int rows, int n, int inner, bool inverse)
    {
        if (y.Length == 0 || x.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new FourierJob { X = px, Y = py, Kind = kind, Inverse = inverse, Rows = rows, N = n, Inner = inner };
            Dispatch(y.DType, ref job);
        }
    }
}
