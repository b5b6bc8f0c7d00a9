using System.Numerics.Tensors;

namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    public override void Unary(UnaryKind kind, Tensor x, Tensor y, double p = 0, double q = 0)
    {
        if (y.Length == 0) return;
        double* parameters = stackalloc double[2];
        if (y.DType == DType.F32) (((float*)parameters)[0], ((float*)parameters)[1]) = ((float)p, (float)q);
        else (parameters[0], parameters[1]) = (p, q);
        fixed (byte* px = &First(x), py = &First(y))
        {
            var job = new ElementwiseJob
            {
                A = px,
                B = parameters,
                C = (byte*)parameters + (y.DType == DType.F32 ? sizeof(float) : sizeof(double)),
                Y = py,
                Rows = new(y.Shape, x.Strides, default, default),
                Kind = (int)kind,
            };
            if (kind == UnaryKind.Pow)
                job.Kind = p switch
                {
                    2 => (int)UnaryKind.Square,
                    3 => ElementwiseJob.Cube,
                    0.5 => (int)UnaryKind.Sqrt,
                    -1 => (int)UnaryKind.Reciprocal,
                    _ => job.Kind
                };
            Dispatch(y.DType, ref job);
        }
    }

    public override void Binary(BinaryKind kind, Tensor a, Tensor b, Tensor y)
    {
        if (y.Length == 0) return;
        fixed (byte* pa = &First(a), pb = &First(b), py = &First(y))
        {
            var job = new ElementwiseJob
            {
                A = pa,
                B = pb,
                Y = py,
                Rows = new(y.Shape, a.Strides, b.Strides, default),
                Kind = ElementwiseJob.Binaries + (int)kind
            };
            Dispatch(y.DType, ref job);
        }
    }

    public override void Where(Tensor c, Tensor a, Tensor b, Tensor y)
    {
        if (y.Length == 0) return;
        fixed (byte* pc = &First(c), pa = &First(a), pb = &First(b), py = &First(y))
        {
            var job = new ElementwiseJob
            {
                A = pc,
                B = pa,
                C = pb,
                Y = py,
                Rows = new(y.Shape, c.Strides, a.Strides, b.Strides),
                Kind = ElementwiseJob.Ternary
            };
            Dispatch(y.DType, ref job);
        }
    }

    public override void Copy(Tensor x, Tensor y)
    {
        if (x.Length == 0) return;
        if (x.DType == y.DType)
            fixed (byte* px = &First(x), py = &First(y))
            {
                var job = new CopyJob { X = px, Y = py, Rows = new(x.Shape, x.Strides, y.Strides, default) };
                Dispatch(y.DType, ref job);
            }
        else if (!x.IsContiguous || !y.IsContiguous) base.Copy(x, y);
        else if (x.DType == DType.F32) TensorPrimitives.ConvertTruncating<float, double>(x.Data<float>(), y.Data<double>());
        else TensorPrimitives.ConvertTruncating<double, float>(x.Data<double>(), y.Data<float>());
    }
}
