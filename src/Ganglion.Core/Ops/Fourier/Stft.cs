namespace Ganglion;

/// <summary>The transforms of overlapping windows of rows: a spectrogram. Said in public operations.</summary>
public static class StftOp
{
    /// <summary>The short-time Fourier transform; frames start at 0, hop, 2·hop, … and lie within the row.</summary>
    /// <param name="x"><c>[…, n]</c>.</param>
    /// <param name="window"><c>[size]</c>, what a frame is multiplied by: <see cref="Hann"/>, or ones.</param>
    /// <param name="hop">The distance between frames, 1 or more.</param>
    /// <returns><c>[…, 1 + (n - size) / hop, size / 2 + 1, 2]</c>.</returns>
    /// <exception cref="ArgumentException">A row is shorter than the window, or the hop is below 1.</exception>
    [Op("stft", Torch = "torch.stft")]
    public static Tensor Stft(this Tensor x, Tensor window, int hop)
    {
        int size = window.Length;
        if (x.Rank == 0 || size == 0 || x.Shape[^1] < size || hop < 1)
            throw new ArgumentException(
                $"Stft: rows as long as the window and a hop of 1 or more are needed; got {Shapes.Text(x.Shape)}, window {size}, hop {hop}.");
        int n = x.Shape[^1], rows = x.Length / n, frames = 1 + (n - size) / hop;
        return (x.Take(Places(rows, n, frames, size, hop)) * window).Rfft().Reshape([.. x.Shape[..^1], frames, size / 2 + 1, 2]);
    }

    /// <summary>The row whose frames come nearest to the given ones: <see cref="Stft"/> taken back, up to what no window covers.</summary>
    /// <param name="x"><c>[…, frames, size / 2 + 1, 2]</c>.</param>
    /// <param name="window">As given to <see cref="Stft"/>.</param>
    /// <param name="hop">As given to <see cref="Stft"/>.</param>
    /// <returns><c>[…, size + (frames - 1)·hop]</c>; 0 where all windows are.</returns>
    /// <exception cref="ArgumentException">The bins do not fit the window.</exception>
    public static Tensor Istft(this Tensor x, Tensor window, int hop)
    {
        int size = window.Length, frames = x.Size(-3), n = size + (frames - 1) * hop, rows = Shapes.Count(x.Shape[..^3]);
        int[] lead = [.. x.Shape[..^3]];
        var all = (x.Irfft(size) * window).Reshape([rows * frames, size]).PutAdd(Places(rows, n, frames, size, hop), [rows, n]);
        var weight = window.Square().Expand([frames, size]).Contiguous().PutAdd(Places(1, n, frames, size, hop), [n]);
        return (all / weight.Greater(1e-11).Where(weight, Tensor.Scalar(1, weight.DType))).Reshape([.. lead, n]);
    }

    /// <summary>Hann's window (½ - ½·cos(2πi / size)) as <c>[size]</c>.</summary>
    public static Tensor Hann(int size, DType dtype = DType.F32) => ((Tensor.Range(size, DType.F64) * (2 * Math.PI / Math.Max(size,
        1))).Cos() * -0.5 + 0.5).To(dtype);

    private static IntTensor Places(int rows, int n, int frames, int size, int hop)
    {
        var places = new int[rows * frames * size];
        for (int i = 0; i < places.Length; i++) places[i] = i / (frames * size) * n + i / size % frames * hop + i % size;
        return IntTensor.Wrap(places, [rows * frames, size]);
    }

    internal static IEnumerable<OpCase> Cases() =>
    [
        new("no rows", x => x[0].Stft(Hann(4, x[0].DType), 2), (int[])[0, 8]), new("overlapping", x => x[0].Stft(Hann(4, x[0].DType), 2), (int[])[2,
            11]),
        new("a window of its own", x => x[0].Stft(x[1], 3), (int[])[10], (int[])[5]), new("back", x => x[0].Istft(Hann(4, x[0].DType) + 0.1, 2),
            (int[])[2, 3, 3, 2]),
    ];
}
