namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void Fft(Tensor x, Tensor y, int rows, int n, bool inverse) => Fourier(x, y, FourierJob.Kinds.Complex, rows, n, inverse);

    public override void Rfft(Tensor x, Tensor y, int rows, int n) => Fourier(x, y, FourierJob.Kinds.Real, rows, n, inverse: false);

    public override void Irfft(Tensor x, Tensor y, int rows, int n) => Fourier(x, y, FourierJob.Kinds.RealBack, rows, n, inverse: true);

    private static void Fourier(Tensor x, Tensor y, FourierJob.Kinds kind, int rows, int n, bool inverse)
    {
        if (y.Length == 0 || x.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new FourierJob { X = px, Y = py, Kind = kind, Inverse = inverse, Rows = rows, N = n };
            Dispatch(y.DType, ref job);
        }
    }
}
