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
        var w = Tensor.From([.. Enumerable.Range(0, n).Select(k => a - b * Math.Cos(2 * Math.PI * k / period) + d * Math.Cos(4 * Math.PI * k / period))], [n]);
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
        bool inverse = c.Flag("inverse");
        x = x.Transpose(axis, -2);
        x = n <= x.Shape[^2] ? x.Slice(-2, 0, n) : x.Pad(-2, 0, n - x.Shape[^2]);
        var y = Transform(x.Select(-1, 0), x.Shape[^1] > 1 ? x.Select(-1, 1) : null, inverse, c.Flag("onesided") ? n / 2 + 1 : n);
        return c.Like(y.Transpose(axis, -2));
    }

    private static OnnxFloats Stft(OnnxCall c)
    {
        var x = c.F(0);
        if (x.Rank == 2) x = x.Unsqueeze(2);
        int step = (int)c.Longs(1)[0], n = c.Has(3) ? (int)c.Longs(3)[0] : c.F(2).Length, frames = (x.Shape[1] - n) / step + 1;
        int[] at = [.. Enumerable.Range(0, frames * n).Select(i => i / n * step + i % n)];
        Tensor Part(int i)
        {
            var cut = x.Select(2, i).IndexSelect(1, at).Reshape(x.Shape[0], frames, n);
            return c.Has(2) ? cut * c.F(2) : cut;
        }
        return c.Like(Transform(Part(0), x.Shape[2] > 1 ? Part(1) : null, false, c.Flag("onesided", true) ? n / 2 + 1 : n));
    }

    // [..., n] to [..., kept, 2], by products with the cosines and sines of the angles; in F64, since spectra cancel.
    private static Tensor Transform(Tensor real, Tensor? imaginary, bool inverse, int kept)
    {
        int n = real.Shape[^1];
        double[] cos = new double[n * kept], sin = new double[n * kept];
        for (int i = 0; i < cos.Length; i++) (sin[i], cos[i]) = Math.SinCos(2 * Math.PI * ((long)(i / kept) * (i % kept) % n) / n);
        double sign = inverse ? -1 : 1;
        Tensor c = Tensor.From(cos, n, kept), s = Tensor.From(sin, n, kept) * sign, a = real.To(DType.F64);
        if (a.Rank == 1) throw new ArgumentException("an axis of samples is missing");
        Tensor y = a.MatMul(c), z = a.MatMul(s).Neg();
        if (imaginary?.To(DType.F64) is { } b) (y, z) = (y + b.MatMul(s), z + b.MatMul(c));
        var both = Tensor.Stack([y, z], y.Rank);
        return (inverse ? both / (double)n : both).To(real.DType);
    }
}
