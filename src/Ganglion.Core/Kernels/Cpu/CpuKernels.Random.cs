namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void Dropout(Tensor x, ulong key, double rate, Tensor y)
    {
        ulong threshold = DropoutThreshold(rate);
        if (y.Length == 0 || threshold > uint.MaxValue) { base.Dropout(x, key, rate, y); return; }
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new RandomJob
            {
                Use = RandomJob.Uses.Dropout,
                X = px,
                Y = py,
                Key = key,
                First = 1 / (1 - rate),
                Threshold = (uint)threshold,
                Length = y.Length
            };
            Dispatch(y.DType, ref job);
        }
    }

    public override void Uniform(ulong key, double low, double high, Tensor y)
    {
        if (y.Length == 0) return;
        fixed (byte* py = &First(y))
        {
            double last = y.DType == DType.F32 ? Last((float)high, (float)low) : Last(high, low);
            var job = new RandomJob
            {
                Use = RandomJob.Uses.Uniform,
                Y = py,
                Key = key,
                First = low,
                Second = high - low,
                Last = last,
                Length = y.Length
            };
            Dispatch(y.DType, ref job);
        }
    }

    public override void Normal(ulong key, double mean, double deviation, Tensor y)
    {
        if (y.Length == 0) return;
        fixed (byte* py = &First(y))
        {
            var job = new RandomJob { Use = RandomJob.Uses.Normal, Y = py, Key = key, First = mean, Second = deviation, Length = y.Length };
            Dispatch(y.DType, ref job);
        }
    }
}
