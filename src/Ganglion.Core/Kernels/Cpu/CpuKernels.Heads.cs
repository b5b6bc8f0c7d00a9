namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void SpMMHeads(int[] rowPointers, int[] columns, int[]? order, Tensor values, Tensor x, Tensor y, int heads, int f)
    {
        if (y.Length == 0) return;
        fixed (int* pRows = rowPointers, pColumns = columns, pOrder = order)
        fixed (byte* pv = &First(values), px = &First(x), py = &First(y))
        {
            var job = new HeadsJob { RowPointers = pRows, Columns = pColumns, Order = pOrder, Values = pv, X = px, Y = py, Rows = rowPointers.Length - 1, Heads = heads, F = f };
            if (columns.Length == 0) new Span<byte>(py, y.Length * Bytes(y)).Clear();
            else Dispatch(y.DType, ref job);
        }
    }

    public override void SddmmHeads(int[] rowPointers, int[] columns, int[]? order, Tensor a, Tensor b, Tensor values, int heads, int f)
    {
        if (values.Length == 0) return;
        fixed (int* pRows = rowPointers, pColumns = columns, pOrder = order)
        fixed (byte* pa = &First(a), pb = &First(b), pv = &First(values))
        {
            var job = new HeadsJob { RowPointers = pRows, Columns = pColumns, Order = pOrder, Values = pv, X = pb, A = pa, Rows = rowPointers.Length - 1, Heads = heads, F = f };
            Dispatch(values.DType, ref job);
        }
    }

    public override void SegmentSoftmax(int[] pointers, Tensor x, Tensor y, int f)
    {
        if (y.Length == 0) return;
        fixed (int* p = pointers)
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new SegmentSoftmaxJob { Pointers = p, X = px, Y = py, Segments = pointers.Length - 1, F = f };
            Dispatch(y.DType, ref job);
        }
    }

    public override void SegmentSoftmaxInput(int[] pointers, Tensor y, Tensor g, Tensor dx, int f)
    {
        if (dx.Length == 0) return;
        fixed (int* p = pointers)
        fixed (byte* py = &First(y), pg = &First(g), px = &First(dx))
        {
            var job = new SegmentSoftmaxJob { Pointers = p, X = py, G = pg, Y = px, Segments = pointers.Length - 1, F = f };
            Dispatch(dx.DType, ref job);
        }
    }
}
