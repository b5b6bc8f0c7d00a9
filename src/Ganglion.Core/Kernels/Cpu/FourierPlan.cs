using System.Collections.Concurrent;
using System.Numerics;

namespace Ganglion;

/// <summary>
/// How a transform of one length is done, with its roots of unity. Lengths of small factors go through one pass a factor (Stockham's
/// arrangement, which needs no reordering); long ones first fall into two factors near the square root, each a batch of short transforms (Bailey's
/// four steps); a length with a large prime factor becomes a convolution of a power of two (Bluestein).
/// </summary>
internal sealed class FourierPlan<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int LargestFactor = 31, Long = 4096, MostPlans = 64;

    // A cache of constants that follow from the length alone.
    private static readonly ConcurrentDictionary<int, FourierPlan<T>> s_plans = new();

    private FourierPlan(int n)
    {
        N = n;
        Factors = Factor(n);
        if (Factors[^1] > LargestFactor)
        {
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * n - 1));
            Convolution = Of(size);
            (Chirp, Response) = Chirps(n, Convolution);
        }
        else if (n >= Long && Halve(Factors) is var (rows, columns) && rows > 1)
        {
            (Rows, Columns) = (Of(rows), Of(columns));
            Roots = new T[2 * n];
            for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) PutApart(Roots, i * columns + j, (long)i * j, n);
        }
        else Passes = Twiddles(n, Factors);
    }

    public int N { get; }

    /// <summary>The length that is really transformed.</summary>
    public int Size => Convolution?.N ?? N;

    /// <summary>In the order of the passes.</summary>
    public int[] Factors { get; }

    /// <summary>For each pass, with m parts left, at [part · (factor - 1) + power - 1] the complex root of that part and power.</summary>
    public T[][]? Passes { get; }

    public FourierPlan<T>? Rows { get; }

    public FourierPlan<T>? Columns { get; }

    /// <summary>The root of n to the power row · column: all real parts <c>[rows, columns]</c>, then all imaginary ones.</summary>
    public T[]? Roots { get; }

    public FourierPlan<T>? Convolution { get; }

    /// <summary>exp(-πi·j²/n).</summary>
    public T[]? Chirp { get; }

    /// <summary>The transform of what the convolution convolves with, divided by its length.</summary>
    public T[]? Response { get; }

    /// <summary>exp(-2πi·k/(2n)): what parts a real transform of length 2n from the complex one of half the length.</summary>
    public T[] HalfRoots => field ??= MakeHalfRoots();

    /// <summary>The elements of working memory that transforms of <paramref name="width"/> columns need.</summary>
    public nint Memory(int width) => Convolution is { } c ? 2 * (nint)c.N * width + c.Memory(width)
        : Rows is { } r ? 2 * (nint)N * width + Math.Max(r.Memory(Columns!.N * width), Columns.Memory(r.N * width)) : 2 * (nint)N * width;

    public static FourierPlan<T> Of(int n)
    {
        if (s_plans.TryGetValue(n, out var plan)) return plan;
        if (s_plans.Count >= MostPlans) s_plans.Clear();
        return s_plans.GetOrAdd(n, new FourierPlan<T>(n));
    }

    private static int[] Factor(int n)
    {
        var factors = new List<int>();
        foreach (int f in (int[])[4, 2, 3, 5]) for (; n % f == 0; n /= f) factors.Add(f);
        for (int f = 7; n > 1; f += 2)
        {
            if ((long)f * f > n) f = n;
            for (; n % f == 0; n /= f) factors.Add(f);
        }
        if (factors.Count == 0) factors.Add(1);
        return [.. factors];
    }

    // Two factors as near to each other as they come.
    private static (int Rows, int Columns) Halve(int[] factors)
    {
        int n = factors.Aggregate((a, b) => a * b), best = 1;
        for (int subset = 0; subset < 1 << Math.Min(factors.Length, 16); subset++)
        {
            int product = 1;
            for (int i = 0; i < Math.Min(factors.Length, 16); i++) if ((subset >> i & 1) != 0) product *= factors[i];
            if ((long)product * product <= n && product > best) best = product;
        }
        return (best, n / best);
    }

    private static T[][] Twiddles(int n, int[] factors)
    {
        var passes = new T[factors.Length][];
        for (int pass = 0, length = n; pass < factors.Length; length /= factors[pass++])
        {
            int f = factors[pass], parts = length / f;
            passes[pass] = new T[2 * parts * (f - 1)];
            for (int p = 0; p < parts; p++) for (int j = 1; j < f; j++) Put(passes[pass], p * (f - 1) + j - 1, (long)p * j, length);
        }
        return passes;
    }

    private static unsafe (T[] Chirp, T[] Response) Chirps(int n, FourierPlan<T> plan)
    {
        T[] chirp = new T[2 * n];
        double[] re = new double[plan.N], im = new double[plan.N];
        for (int j = 0; j < n; j++)
        {
            Put(chirp, j, (long)j * j % (2L * n), 2L * n);
            var (sin, cos) = Math.SinCos(Math.PI * ((long)j * j % (2L * n)) / n);
            foreach (int at in (int[])[j, (plan.N - j) % plan.N]) (re[at], im[at]) = (cos / plan.N, sin / plan.N);
        }
        var exact = FourierPlan<double>.Of(plan.N);             // once a plan, so in double precision whatever T is
        double[] memory = new double[exact.Memory(1)];
        fixed (double* pr = re, pi = im, pm = memory) FourierPasses<Simd128<double>, System.Runtime.Intrinsics.Vector128<double>, double>.Run(exact,
            pr, pi, 1, pm);
        T[] response = new T[2 * plan.N];
        for (int k = 0; k < plan.N; k++) (response[2 * k], response[2 * k + 1]) = (T.CreateTruncating(re[k]), T.CreateTruncating(im[k]));
        return (chirp, response);
    }

    private T[] MakeHalfRoots()
    {
        var roots = new T[2 * (N + 1)];
        for (int k = 0; k <= N; k++) Put(roots, k, k, 2L * N);
        return roots;
    }

    private static void PutApart(T[] to, int place, long k, long n)
    {
        var (sin, cos) = Math.SinCos(-2 * Math.PI * (k % n) / n);
        (to[place], to[place + (int)n]) = (T.CreateTruncating(cos), T.CreateTruncating(sin));
    }

    // exp(-2πi·k/n)
    private static void Put(T[] to, int place, long k, long n)
    {
        var (sin, cos) = Math.SinCos(-2 * Math.PI * (k % n) / n);
        (to[2 * place], to[2 * place + 1]) = (T.CreateTruncating(cos), T.CreateTruncating(sin));
    }
}
