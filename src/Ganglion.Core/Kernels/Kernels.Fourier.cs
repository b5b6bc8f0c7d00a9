namespace Ganglion;

internal abstract partial class Kernels
{
    // ---- discrete Fourier transforms; complex numbers are pairs ----

    /// <summary>y[k] = Σ x[j]·exp(∓2πi·jk/n), the upper sign forward; x and y are [outer, n, inner, 2]. Not divided by n.</summary>
    public abstract void Fft(Tensor x, Tensor y, int outer, int n, int inner, bool inverse);

    /// <summary>The first n / 2 + 1 values of the forward transform of real rows: x is [rows, n], y [rows, n / 2 + 1, 2].</summary>
    public abstract void Rfft(Tensor x, Tensor y, int rows, int n);

    /// <summary>The inverse transform, not divided by n, of the Hermitian sequence whose first half is x [rows, n / 2 + 1, 2]; y is
    /// [rows, n]. The imaginary part of x[0], and of x[n / 2] for even n, is not read.</summary>
    public abstract void Irfft(Tensor x, Tensor y, int rows, int n);
}
