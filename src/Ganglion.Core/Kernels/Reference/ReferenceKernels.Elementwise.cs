using System.Numerics;

namespace Ganglion;

internal partial class ReferenceKernels
{
    private const int MaxRank = 32;

    public override void Unary(UnaryKind kind, Tensor x, Tensor y, double p = 0, double q = 0)
    {
        if (y.DType == DType.F32) Unary<float>(kind, x, y, p, q); else Unary<double>(kind, x, y, p, q);
    }

    public override void Binary(BinaryKind kind, Tensor a, Tensor b, Tensor y)
    {
        if (y.DType == DType.F32) Binary<float>(kind, a, b, y); else Binary<double>(kind, a, b, y);
    }

    public override void Where(Tensor c, Tensor a, Tensor b, Tensor y)
    {
        if (y.DType == DType.F32) Where<float>(c, a, b, y); else Where<double>(c, a, b, y);
    }

    public override void Copy(Tensor x, Tensor y)
    {
        switch (x.DType, y.DType)
        {
            case (DType.F32, DType.F32): Copy<float, float>(x, y); break;
            case (DType.F32, DType.F64): Copy<float, double>(x, y); break;
            case (DType.F64, DType.F32): Copy<double, float>(x, y); break;
            default: Copy<double, double>(x, y); break;
        }
    }

    private static void Unary<T>(UnaryKind kind, Tensor x, Tensor y, double p, double q) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T tp = F<T>(p), tq = F<T>(q);
        var from = Elements<T>(x);
        var to = y.Data<T>();
        var at = new Positions(x, stackalloc int[MaxRank]);
        for (int i = 0; i < to.Length; i++, at.Next()) to[i] = Scalar.Unary(kind, from[at.Current], tp, tq);
    }

    private static void Binary<T>(BinaryKind kind, Tensor a, Tensor b, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] first = Elements<T>(a), second = Elements<T>(b);
        var to = y.Data<T>();
        Positions i = new(a, stackalloc int[MaxRank]), j = new(b, stackalloc int[MaxRank]);
        for (int e = 0; e < to.Length; e++, i.Next(), j.Next()) to[e] = Scalar.Binary(kind, first[i.Current], second[j.Current]);
    }

    private static void Where<T>(Tensor c, Tensor a, Tensor b, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] test = Elements<T>(c), first = Elements<T>(a), second = Elements<T>(b);
        var to = y.Data<T>();
        Positions i = new(c, stackalloc int[MaxRank]), j = new(a, stackalloc int[MaxRank]), k = new(b, stackalloc int[MaxRank]);
        for (int e = 0; e < to.Length; e++, i.Next(), j.Next(), k.Next()) to[e] = test[i.Current] != T.Zero ? first[j.Current] : second[k.Current];
    }

    private static void Copy<TFrom, TTo>(Tensor x, Tensor y) where TFrom : unmanaged, INumberBase<TFrom> where TTo : unmanaged, INumberBase<TTo>
    {
        var from = Elements<TFrom>(x);
        var to = Elements<TTo>(y);
        Positions i = new(x, stackalloc int[MaxRank]), j = new(y, stackalloc int[MaxRank]);
        for (int e = 0; e < x.Length; e++, i.Next(), j.Next()) to[j.Current] = TTo.CreateTruncating(from[i.Current]);
    }
}
