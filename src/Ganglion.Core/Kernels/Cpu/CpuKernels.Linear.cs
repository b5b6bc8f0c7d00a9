namespace Ganglion;

internal sealed unsafe partial class CpuKernels
{
    private const int SmallMatrix = 48;                         // in a batch, shared out whole

    public override int Cholesky(Tensor a, Tensor l, int batch, int n)
    {
        if (a.Length == 0) return -1;
        Copy(a, l);
        int[] failed = new int[batch];
        fixed (byte* pl = &First(l))
        fixed (int* pf = failed)
        {
            var job = new FactorJob { A = pl, Failed = pf, Batch = batch, N = n };
            Dispatch(l.DType, ref job);
        }
        int first = Array.FindIndex(failed, row => row >= 0);
        return first < 0 ? -1 : first * n + failed[first];
    }

    public override void Lu(Tensor a, Tensor lu, int[] rows, int batch, int n)
    {
        if (a.Length == 0) return;
        Copy(a, lu);
        fixed (byte* pl = &First(lu))
        fixed (int* pr = rows)
        {
            var job = new FactorJob { A = pl, Rows = pr, Batch = batch, N = n };
            Dispatch(lu.DType, ref job);
        }
    }

    public override void SolveTriangular(Tensor a, int strideA, Tensor b, Tensor x, int batch, int n, int m, bool upper, bool transpose, bool unit)
    {
        if (x.Length == 0) return;
        Copy(b, x);
        fixed (byte* pa = &First(a), px = &First(x))
        {
            var job = new TriangularJob
            {
                A = pa,
                X = px,
                StrideA = strideA,
                Batch = batch,
                N = n,
                M = m,
                Upper = upper,
                Transpose = transpose,
                Unit = unit
            };
            Dispatch(x.DType, ref job);
        }
    }

    public override void Qr(Tensor a, Tensor q, Tensor r, int batch, int m, int n)
    {
        if (a.Length == 0) return;
        Tensor w = Tensor.Empty([batch, n, m], a.DType), tau = Tensor.Empty([batch, n], a.DType), columns = Tensor.Empty([batch, n, m], a.DType);
        fixed (byte* pa = &First(a), pq = &First(q), pr = &First(r), pw = &First(w), pt = &First(tau), pc = &First(columns))
        {
            var job = new QrJob { A = pa, Q = pq, R = pr, W = pw, Tau = pt, Columns = pc, Batch = batch, M = m, N = n };
            Dispatch(a.DType, ref job);
        }
    }

    public override void Eigh(Tensor a, Tensor values, Tensor vectors, int batch, int n)
    {
        if (a.Length == 0) return;
        fixed (byte* pa = &First(a), pw = &First(values), pv = &First(vectors))
        {
            var job = new Spectra { A = (double*)pa, Values = (double*)pw, U = (double*)pv, N = n };
            Share(ref job, batch, n, &Spectra.Symmetric);
        }
    }

    public override void Svd(Tensor a, Tensor u, Tensor values, Tensor v, int batch, int m, int n)
    {
        if (a.Length == 0) return;
        if (m == n) { Square(a, u, values, v, batch, n); return; }
        Tensor q = Tensor.Empty([batch, m, n], DType.F64), r = Tensor.Empty([batch, n, n], DType.F64), small = Tensor.Empty([batch, n, n], DType.F64);
        Qr(a, q, r, batch, m, n);
        Square(r, small, values, v, batch, n);
        MatMul(small, false, n * n, q, true, m * n, u, batch, n, m, n);
    }

    private static void Square(Tensor a, Tensor u, Tensor values, Tensor v, int batch, int n)
    {
        fixed (byte* pa = &First(a), pu = &First(u), pw = &First(values), pv = &First(v))
        {
            var job = new Spectra { A = (double*)pa, Values = (double*)pw, U = (double*)pu, V = (double*)pv, N = n };
            Share(ref job, batch, n, &Spectra.General);
        }
    }

    private static void Share(ref Spectra job, int batch, int n, delegate*<ref Spectra, int, void> body)
    {
        if (n <= SmallMatrix && batch > 1) Workers.For(batch, ref job, body);
        else for (int s = 0; s < batch; s++) body(ref job, s);
    }

    private struct Spectra
    {
        public double* A, Values, U, V;
        public int N;

        public static void Symmetric(ref Spectra job, int s)
        {
            int n = job.N, size = n * n;
            SymmetricEigen.Solve(new(job.A + (nint)s * size, size), new(job.Values + (nint)s * n, n), new(job.U + (nint)s * size, size), n);
        }

        public static void General(ref Spectra job, int s)
        {
            int n = job.N, size = n * n;
            SingularValues.Solve(new(job.A + (nint)s * size, size), new(job.U + (nint)s * size, size), new(job.Values + (nint)s * n, n),
                new(job.V + (nint)s * size, size), n);
        }
    }
}
