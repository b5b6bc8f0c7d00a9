using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>y = f(a, b, c), row by row. An operand that does not move within a row is spread over a vector once and read from there.</summary>
internal unsafe struct ElementwiseJob : ISimdJob
{
    private const int ElementsPerChunk = 32 * 1024, Segment = 256;

    public void* A, B, C, Y;
    public StridedRows Rows;
    public int Kind;                                            // a UnaryKind, or a BinaryKind + Binaries, or Ternary

    public const int Binaries = 64, Ternary = 128, Cube = 129;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (Kind)
        {
            case (int)UnaryKind.Neg: Run<S, V, T, ElementOps.Neg>(); break;
            case (int)UnaryKind.Abs: Run<S, V, T, ElementOps.Abs>(); break;
            case (int)UnaryKind.Sign: Run<S, V, T, ElementOps.Sign>(); break;
            case (int)UnaryKind.Exp: Run<S, V, T, ElementOps.Exp>(); break;
            case (int)UnaryKind.Expm1: Run<S, V, T, ElementOps.Expm1>(); break;
            case (int)UnaryKind.Log: Run<S, V, T, ElementOps.Log>(); break;
            case (int)UnaryKind.Log1p: Run<S, V, T, ElementOps.Log1p>(); break;
            case (int)UnaryKind.Sqrt: Run<S, V, T, ElementOps.Sqrt>(); break;
            case (int)UnaryKind.Rsqrt: Run<S, V, T, ElementOps.Rsqrt>(); break;
            case (int)UnaryKind.Reciprocal: Run<S, V, T, ElementOps.Reciprocal>(); break;
            case (int)UnaryKind.Square: Run<S, V, T, ElementOps.Square>(); break;
            case (int)UnaryKind.Sin: Run<S, V, T, ElementOps.Sin>(); break;
            case (int)UnaryKind.Cos: Run<S, V, T, ElementOps.Cos>(); break;
            case (int)UnaryKind.Tanh: Run<S, V, T, ElementOps.Tanh>(); break;
            case (int)UnaryKind.Sigmoid: Run<S, V, T, ElementOps.Sigmoid>(); break;
            case (int)UnaryKind.Softplus: Run<S, V, T, ElementOps.Softplus>(); break;
            case (int)UnaryKind.Relu: Run<S, V, T, ElementOps.Relu>(); break;
            case (int)UnaryKind.Step: Run<S, V, T, ElementOps.Step>(); break;
            case (int)UnaryKind.Erf: Run<S, V, T, ElementOps.Erf>(); break;
            case (int)UnaryKind.Floor: Run<S, V, T, ElementOps.Floor>(); break;
            case (int)UnaryKind.Pow: Run<S, V, T, ElementOps.Pow>(); break;
            case (int)UnaryKind.LeakyRelu: Run<S, V, T, ElementOps.LeakyRelu>(); break;
            case (int)UnaryKind.Elu: Run<S, V, T, ElementOps.Elu>(); break;
            case (int)UnaryKind.Gelu: Run<S, V, T, ElementOps.Gelu>(); break;
            case (int)UnaryKind.Silu: Run<S, V, T, ElementOps.Silu>(); break;
            case (int)UnaryKind.Affine: Run<S, V, T, ElementOps.Affine>(); break;
            case (int)UnaryKind.ClampMin: Run<S, V, T, ElementOps.ClampMin>(); break;
            case (int)UnaryKind.ClampMax: Run<S, V, T, ElementOps.ClampMax>(); break;
            case (int)UnaryKind.IsPositive: Run<S, V, T, ElementOps.IsPositive>(); break;
            case Binaries + (int)BinaryKind.Add: Run<S, V, T, ElementOps.Add>(); break;
            case Binaries + (int)BinaryKind.Sub: Run<S, V, T, ElementOps.Sub>(); break;
            case Binaries + (int)BinaryKind.Mul: Run<S, V, T, ElementOps.Mul>(); break;
            case Binaries + (int)BinaryKind.Div: Run<S, V, T, ElementOps.Div>(); break;
            case Binaries + (int)BinaryKind.Pow: Run<S, V, T, ElementOps.Pow>(); break;
            case Binaries + (int)BinaryKind.Max: Run<S, V, T, ElementOps.Max>(); break;
            case Binaries + (int)BinaryKind.Min: Run<S, V, T, ElementOps.Min>(); break;
            case Binaries + (int)BinaryKind.Equal: Run<S, V, T, ElementOps.Equal>(); break;
            case Binaries + (int)BinaryKind.Greater: Run<S, V, T, ElementOps.Greater>(); break;
            case Binaries + (int)BinaryKind.GreaterEqual: Run<S, V, T, ElementOps.GreaterEqual>(); break;
            case Binaries + (int)BinaryKind.Gate: Run<S, V, T, ElementOps.Gate>(); break;
            case Binaries + (int)BinaryKind.Atan2: Run<S, V, T, ElementOps.Atan2>(); break;
            case Binaries + (int)BinaryKind.TanhBackward: Run<S, V, T, BackwardOps.Tanh>(); break;
            case Binaries + (int)BinaryKind.SigmoidBackward: Run<S, V, T, BackwardOps.Sigmoid>(); break;
            case Binaries + (int)BinaryKind.SoftplusBackward: Run<S, V, T, BackwardOps.Softplus>(); break;
            case Binaries + (int)BinaryKind.SiluBackward: Run<S, V, T, BackwardOps.Silu>(); break;
            case Binaries + (int)BinaryKind.GeluBackward: Run<S, V, T, BackwardOps.Gelu>(); break;
            case (int)UnaryKind.Tan: Run<S, V, T, TranscendentalOps.Tan>(); break;
            case (int)UnaryKind.Asin: Run<S, V, T, LaneOp<LaneOps.Asin>>(); break;
            case (int)UnaryKind.Acos: Run<S, V, T, LaneOp<LaneOps.Acos>>(); break;
            case (int)UnaryKind.Atan: Run<S, V, T, LaneOp<LaneOps.Atan>>(); break;
            case (int)UnaryKind.Sinh: Run<S, V, T, LaneOp<LaneOps.Sinh>>(); break;
            case (int)UnaryKind.Cosh: Run<S, V, T, LaneOp<LaneOps.Cosh>>(); break;
            case (int)UnaryKind.Asinh: Run<S, V, T, LaneOp<LaneOps.Asinh>>(); break;
            case (int)UnaryKind.Acosh: Run<S, V, T, LaneOp<LaneOps.Acosh>>(); break;
            case (int)UnaryKind.Atanh: Run<S, V, T, LaneOp<LaneOps.Atanh>>(); break;
            case (int)UnaryKind.Erfc: Run<S, V, T, TranscendentalOps.Erfc>(); break;
            case (int)UnaryKind.ErfInv: Run<S, V, T, LaneOp<LaneOps.ErfInv>>(); break;
            case (int)UnaryKind.Lgamma: Run<S, V, T, LaneOp<LaneOps.Lgamma>>(); break;
            case (int)UnaryKind.Polygamma: Run<S, V, T, LaneOp<LaneOps.Polygamma>>(); break;
            case (int)UnaryKind.Ceil: Run<S, V, T, RoundingOps.Ceil>(); break;
            case (int)UnaryKind.Round: Run<S, V, T, RoundingOps.Round>(); break;
            case (int)UnaryKind.Trunc: Run<S, V, T, RoundingOps.Trunc>(); break;
            case Binaries + (int)BinaryKind.Fmod: Run<S, V, T, LaneOp<LaneOps.Fmod>>(); break;
            case Binaries + (int)BinaryKind.Remainder: Run<S, V, T, LaneOp<LaneOps.Remainder>>(); break;
            case Cube: Run<S, V, T, ElementOps.Cube>(); break;
            case Ternary: Run<S, V, T, ElementOps.Where>(); break;
            default: throw new ArgumentOutOfRangeException(nameof(Kind), Kind, "No such element-wise function.");
        }
    }

    private void Run<S, V, T, TOp>()
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T> where TOp : struct, IElementOp
    {
        if (Rows.Rows == 1) Workers.For((Rows.Inner + ElementsPerChunk - 1) / ElementsPerChunk, ref this, &On<S, V, T>.Part<TOp>);
        else
        {
            _perChunk = Math.Max(1, ElementsPerChunk / Math.Max(Rows.Inner, 1));
            Workers.For((Rows.Rows + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.SomeRows<TOp>);
        }
    }

    private static T* Collect<T>(T* p, int start, ref int step, int count, T* buffer) where T : unmanaged
    {
        if ((uint)step <= 1) return p + start * step;
        p += (nint)start * step;
        for (int i = 0; i < count; i++, p += step) buffer[i] = *p;
        return buffer;
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A part of the only row.
        public static void Part<TOp>(ref ElementwiseJob job, int chunk) where TOp : struct, IElementOp
        {
            int start = chunk * ElementsPerChunk, n = Math.Min(ElementsPerChunk, job.Rows.Inner - start);
            Row<TOp>(ref job, (nint)start * job.Rows.Step(0), (nint)start * job.Rows.Step(1), (nint)start * job.Rows.Step(2),
                (T*)job.Y + start, n);
        }

        public static void SomeRows<TOp>(ref ElementwiseJob job, int chunk) where TOp : struct, IElementOp
        {
            int first = chunk * job._perChunk, end = Math.Min(job.Rows.Rows, first + job._perChunk), n = job.Rows.Inner;
            T* y = (T*)job.Y + (nint)first * n;
            var (a, b, c) = job.Rows.Row(first);
            if (job.Rows.Rank > 2)
                for (int r = first; r < end; r++, y += n)
                {
                    (a, b, c) = job.Rows.Row(r);
                    Row<TOp>(ref job, a, b, c, y, n);
                }
            else
            {
                nint da = job.Rows.Stride(0, 0), db = job.Rows.Stride(1, 0), dc = job.Rows.Stride(2, 0);
                if (n <= S.Count && (uint)job.Rows.Step(0) <= 1 && (uint)job.Rows.Step(1) <= 1 && (uint)job.Rows.Step(2) <= 1)
                {
                    T* pa = (T*)job.A + a, pb = (T*)job.B + b, pc = (T*)job.C + c;
                    bool sa = job.Rows.Step(0) == 0, sb = job.Rows.Step(1) == 0, sc = job.Rows.Step(2) == 0;
                    for (int r = first; r < end; r++, y += n, pa += da, pb += db, pc += dc)
                    {
                        V va = sa ? S.Create(*pa) : S.LoadPart(pa, n), vb = TOp.Operands < 2 ? va : sb ? S.Create(*pb) : S.LoadPart(pb,
                            n), vc = TOp.Operands < 3 ? va : sc ? S.Create(*pc) : S.LoadPart(pc, n);
                        S.StorePart(y, TOp.Apply<S, V, T>(va, vb, vc), n);
                    }
                }
                else
                    for (int r = first; r < end; r++, y += n, a += da, b += db, c += dc) Row<TOp>(ref job, a, b, c, y, n);
            }
        }

        public static void Row<TOp>(ref ElementwiseJob job, nint a, nint b, nint c, T* y, int n) where TOp : struct, IElementOp
        {
            T* pa = (T*)job.A + a, pb = TOp.Operands > 1 ? (T*)job.B + b : null, pc = TOp.Operands > 2 ? (T*)job.C + c : null;
            int sa = job.Rows.Step(0), sb = job.Rows.Step(1), sc = job.Rows.Step(2);
            if ((uint)sa <= 1 && (uint)sb <= 1 && (uint)sc <= 1)
            {
                Vectors<TOp>(pa, sa, pb, sb, pc, sc, y, n);
                return;
            }
            T* buffer = stackalloc T[3 * Segment];                  // operands that jump are collected first
            for (int i = 0; i < n; i += Segment)
            {
                int count = Math.Min(Segment, n - i);
                T* qa = Collect(pa, i, ref sa, count, buffer), qb = TOp.Operands > 1 ? Collect(pb, i, ref sb, count, buffer + Segment) : null;
                T* qc = TOp.Operands > 2 ? Collect(pc, i, ref sc, count, buffer + 2 * Segment) : null;
                Vectors<TOp>(qa, Math.Min(Math.Abs(sa), 1), qb, Math.Min(Math.Abs(sb), 1), qc, Math.Min(Math.Abs(sc), 1), y + i, count);
            }
        }

        private static void Vectors<TOp>(T* a, int sa, T* b, int sb, T* c, int sc, T* y, int n) where TOp : struct, IElementOp
        {
            if (n == 0) return;
            V va = default, vb = default, vc = default;
            if (sa == 0) va = S.Create(*a);
            if (TOp.Operands > 1 && sb == 0) vb = S.Create(*b);
            if (TOp.Operands > 2 && sc == 0) vc = S.Create(*c);
            int i = 0, last = n - S.Count;
            if (TOp.Operands == 1 || (TOp.Operands == 2 ? sb == 0 : sb == 0 && sc == 0))
                for (; i <= last; i += S.Count) S.Store(y + i, TOp.Apply<S, V, T>(sa == 0 ? va : S.Load(a + i), vb, vc));
            else if (TOp.Operands == 2 && sa != 0)
                for (; i <= last; i += S.Count) S.Store(y + i, TOp.Apply<S, V, T>(S.Load(a + i), S.Load(b + i), vc));
            else
                for (; i <= last; i += S.Count)
                    S.Store(y + i, TOp.Apply<S, V, T>(sa == 0 ? va : S.Load(a + i), sb == 0 ? vb : S.Load(b + i),
                        TOp.Operands < 3 || sc == 0 ? vc : S.Load(c + i)));
            if (i == n) return;
            int rest = n - i;
            if (sa != 0) va = S.LoadPart(a + i, rest);
            if (TOp.Operands > 1 && sb != 0) vb = S.LoadPart(b + i, rest);
            if (TOp.Operands > 2 && sc != 0) vc = S.LoadPart(c + i, rest);
            S.StorePart(y + i, TOp.Apply<S, V, T>(va, vb, vc), rest);
        }
    }
}
