namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void SparseConv2d(Pattern places, Tensor values, Tensor x, Tensor y, in ConvShape s) =>
        SparseConv(SparseConvJob.Uses.Forward, places, values, x, y, y, s);

    public override void SparseConv2dInput(Pattern places, Tensor values, Tensor g, Tensor dx, in ConvShape s) =>
        SparseConv(SparseConvJob.Uses.Input, places, values, dx, g, dx, s);

    public override void SparseConv2dValues(Pattern places, Tensor x, Tensor g, Tensor values, in ConvShape s) =>
        SparseConv(SparseConvJob.Uses.Values, places, values, x, g, values, s);

    private static void SparseConv(SparseConvJob.Uses use, Pattern places, Tensor values, Tensor x, Tensor y, Tensor result, in ConvShape s)
    {
        if (result.Length == 0) return;
        fixed (byte* pv = &First(values), px = &First(x), py = &First(y))
        {
            if (values.Length == 0 || x.Length == 0 || y.Length == 0)
            {
                new Span<byte>(use switch { SparseConvJob.Uses.Forward => py, SparseConvJob.Uses.Input => px, _ => pv }, result.Length * Bytes(result)).Clear();
                return;
            }
            var job = new SparseConvJob { Use = use, Places = places, X = px, W = pv, Y = py, Shape = s };
            Dispatch(result.DType, ref job);
        }
    }
}
