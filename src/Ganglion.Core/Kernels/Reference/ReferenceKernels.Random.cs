using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    public override void Dropout(Tensor x, ulong key, double rate, Tensor y)
    {
        if (y.DType == DType.F32) Dropout<float>(x, key, rate, y); else Dropout<double>(x, key, rate, y);
    }

    public override void Uniform(ulong key, double low, double high, Tensor y)
    {
        if (y.DType == DType.F32)
        {
            // 24 bits, which a float holds exactly; rounding in the scaling must not reach high.
            float from = (float)low, width = (float)(high - low), last = Last((float)high, from);
            var to = y.Data<float>();
            for (int i = 0; i < to.Length; i++) to[i] = MathF.Min(from + (Philox.Word(key, (ulong)i) >> 8) * (1f / (1 << 24)) * width, last);
        }
        else
        {
            double last = Last(high, low);
            var to = y.Data<double>();
            for (int i = 0; i < to.Length; i++) to[i] = Math.Min(low + Philox.Word(key, (ulong)i) * (1.0 / (1L << 32)) * (high - low), last);
        }
    }

    public override void Normal(ulong key, double mean, double deviation, Tensor y)
    {
        if (y.DType == DType.F32) Normal<float>(key, mean, deviation, y); else Normal<double>(key, mean, deviation, y);
    }

    /// <summary>The largest number below <paramref name="high"/>, unless the interval is empty.</summary>
    protected static T Last<T>(T high, T low) where T : IFloatingPointIeee754<T> => high > low ? T.BitDecrement(high) : high;

    private static void Dropout<T>(Tensor x, ulong key, double rate, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> from = x.Data<T>(), to = y.Data<T>();
        ulong threshold = DropoutThreshold(rate);
        T scale = F<T>(1 / (1 - rate));
        for (int i = 0; i < to.Length; i++) to[i] = Philox.Word(key, (ulong)i) >= threshold ? from[i] * scale : T.Zero;
    }

    /// <summary>Words of at least this survive.</summary>
    protected static ulong DropoutThreshold(double rate) => (ulong)Math.Ceiling(rate * (1L << 32));

    private static void Normal<T>(ulong key, double mean, double deviation, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var to = y.Data<T>();
        for (int i = 0; i < to.Length; i += 2)
        {
            double u = (Philox.Word(key, (ulong)i) + 0.5) * (1.0 / (1L << 32)), angle = 2 * Math.PI / (1L << 32) * Philox.Word(key, (ulong)i + 1);
            double radius = deviation * Math.Sqrt(-2 * Math.Log(u));
            to[i] = F<T>(mean + radius * Math.Cos(angle));
            if (i + 1 < to.Length) to[i + 1] = F<T>(mean + radius * Math.Sin(angle));
        }
    }
}
