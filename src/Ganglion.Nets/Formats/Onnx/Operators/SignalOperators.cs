using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Spectra and windows.</summary>
internal static class SignalOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("HannWindow", c => Window(c, 0.5, 0.5, 0)), One("HammingWindow", c => Window(c, 25.0 / 46, 21.0 / 46, 0)),
        One("BlackmanWindow", c => Window(c, 0.42, 0.5, 0.08)), One("MelWeightMatrix", MelWeights), One("DFT", Dft), One("STFT", Stft),
    ];

    private static OnnxArray Window(OnnxCall c, double a, double b, double d)
    {
        int n = (int)c.Scalar(0), period = c.Flag("periodic", true) ? n : n - 1;
        var w = Tensor.From([.. Enumerable.Range(0, n)
            .Select(k => a - b * Math.Cos(2 * Math.PI * k / period) + d * Math.Cos(4 * Math.PI * k / period))], [n]);
        return CastOperators.To(OnnxFloats.Of(w), (OnnxElement)c.Int("output_datatype", 1));
    }

    private static OnnxArray MelWeights(OnnxCall c)
    {
        int bins = (int)c.Scalar(0), length = (int)c.Scalar(1), rate = (int)c.Scalar(2), rows = length / 2 + 1;
        double low = Mel(c.Scalar(3)), high = Mel(c.Scalar(4));
        int[] edges = [.. Enumerable.Range(0, bins + 2).Select(i => low + i * (high - low) / (bins + 2))
            .Select(m => (int)Math.Floor((length + 1) * 700 * (Math.Pow(10, m / 2595) - 1) / rate))];
        var w = new double[rows * bins];
        for (int i = 0; i < bins; i++)
        {
            int left = edges[i], centre = edges[i + 1], right = edges[i + 2];
            if (left == centre) w[centre * bins + i] = 1;
            else for (int j = left; j <= centre; j++) w[j * bins + i] = (double)(j - left) / (centre - left);
            for (int j = centre; j < right; j++) w[j * bins + i] = (double)(right - j) / (right - centre);
        }
        return CastOperators.To(OnnxFloats.Of(Tensor.From(w, rows, bins)), (OnnxElement)c.Int("output_datatype", 1));

        static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);
    }

    private static OnnxFloats Dft(OnnxCall c)
    {
        var x = c.F(0);
        int axis = c.Opset >= 20 && c.Has(2) ? Shapes.Axis((int)c.Longs(2)[0], x.Rank, "DFT") : c.Axis(x.Rank, c.Opset >= 20 ? -2 : 1);
        int n = c.Has(1) ? (int)c.Longs(1)[0] : x.Shape[axis];
        x = x.Transpose(axis, -2);
        x = n <= x.Shape[^2] ? x.Slice(-2, 0, n) : x.Pad(-2, 0, n - x.Shape[^2]);
        return c.Like(Transform(x, c.Flag("inverse"), c.Flag("onesided")).Transpose(axis, -2));
    }

    private static OnnxFloats Stft(OnnxCall c)
    {
        var x = c.F(0);
        if (x.Rank == 2) x = x.Unsqueeze(2);
        int step = (int)c.Longs(1)[0], n = c.Has(3) ? (int)c.Longs(3)[0] : c.F(2).Length, frames = (x.Shape[1] - n) / step + 1;
        int[] at = [.. Enumerable.Range(0, frames * n).Select(i => i / n * step + i % n)];
        var cut = x.IndexSelect(1, at).Reshape(x.Shape[0], frames, n, x.Shape[2]);
        return c.Like(Transform(c.Has(2) ? cut * c.F(2).Reshape(n, 1) : cut, false, c.Flag("onesided", true)));
    }

    // [..., n, 1 or 2] to [..., n, 2]; in F64, since spectra cancel.
    private static Tensor Transform(Tensor x, bool inverse, bool half)
    {
        var complex = (x.Shape[^1] == 1 ? x.Pad(-1, 0, 1) : x).To(DType.F64);
        var y = inverse ? complex.Ifft() : complex.Fft();
        return (half ? y.Slice(-2, 0, x.Shape[^2] / 2 + 1) : y).To(x.DType);
    }
}
