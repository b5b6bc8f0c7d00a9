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

    public override void Cumulate(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner, bool reverse)
    {
        if (y.Length == 0) return;
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new CumulateJob { X = px, Y = py, Outer = outer, N = n, Inner = inner, Product = kind == ReduceKind.Prod, Reverse = reverse };
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

    public override void ArgMax(Tensor x, int[] y, int outer, int n, int inner)
    {
        if (x.DType == DType.F64 || inner < 4 || y.Length == 0 || n == 0) { base.ArgMax(x, y, outer, n, inner); return; }
        fixed (byte* px = &First(x))
        fixed (int* py = y)
        {
            var job = new ArgMaxJob { X = px, Y = py, Groups = outer, Length = n, Width = inner };
            Dispatch(DType.F32, ref job);
        }
    }

    public override void SegmentArgMax(int[] pointers, int[]? rows, Tensor x, int[] y, int f)
    {
        if (x.DType == DType.F64 || f < 4 || y.Length == 0) { base.SegmentArgMax(pointers, rows, x, y, f); return; }
        fixed (byte* px = &First(x))
        fixed (int* p = pointers, pr = rows, py = y)
        {
            var job = new ArgMaxJob { X = px, Y = py, Pointers = p, Rows = rows is null ? null : pr, Groups = pointers.Length - 1, Width = f };
            Dispatch(DType.F32, ref job);
        }
    }
}
