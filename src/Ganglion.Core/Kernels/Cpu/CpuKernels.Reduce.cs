namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void Reduce(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner)
    {
        if (y.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new ReduceJob { X = px, Y = py, Kind = kind, Outer = outer, N = n, Inner = inner };
            Dispatch(y.DType, ref job);
        }
    }

    public override void Softmax(Tensor x, Tensor y, int rows, int n, bool log)
    {
        if (y.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new SoftmaxJob { X = px, Y = py, Rows = rows, N = n, Log = log };
            Dispatch(y.DType, ref job);
        }
    }

    public override void SoftmaxCrossEntropy(Tensor x, int[] labels, Tensor losses, Tensor p, int rows, int n)
    {
        if (rows == 0) return;
        fixed (byte* px = &First(x), pp = &First(p), pLosses = &First(losses))
        fixed (int* pLabels = labels)
        {
            var job = new SoftmaxJob { X = px, Y = pp, Losses = pLosses, Labels = pLabels, Rows = rows, N = n };
            Dispatch(x.DType, ref job);
        }
    }
}
