using System.Numerics;

namespace Ganglion.Vectors;

/// <summary>
/// t-distributed stochastic neighbour embedding, exact (van der Maaten and Hinton 2008, JMLR 9): lays points out in the plane so that
/// neighbours stay neighbours. Time and memory grow with the square of the number of points; beyond some thousands take a sample.
/// Distances between far groups mean nothing. The same points give the same bits on any number of threads: nothing is drawn.
/// <code>
/// var (places, divergence) = new TSne { Perplexity = 30 }.Fit(vectors);      // [points, 2]
/// </code>
/// </summary>
public sealed record TSne
{
    private const int Exaggerated = 250;

    /// <summary>About how many neighbours each point keeps; lowered to a third of the points where they are few.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of the descent.</summary>
    public int Iterations { get; init; } = 750;

    /// <summary>How much stronger attraction is in the first 250 steps, so that groups form.</summary>
    public double EarlyExaggeration { get; init; } = 12;

    /// <summary>The step; none for points / 48, and at least 50 (Belkina et al. 2019, as scikit-learn).</summary>
    public double? LearningRate { get; init; }

    /// <summary>Lays points out.</summary>
    /// <param name="vectors"><c>[points, dimension]</c>, finite.</param>
    /// <returns>Places <c>[points, 2]</c> around the origin, and the Kullback-Leibler divergence that is left (equation 2).</returns>
    /// <exception cref="ArgumentException">The vectors are not a matrix or not finite, or an option is out of range.</exception>
    public (Tensor Places, double Divergence) Fit(Tensor vectors)
    {
        if (vectors.Rank != 2)
            throw new ArgumentException($"Points as [points, dimension] were expected; got [{string.Join(", ", vectors.Shape.ToArray())}].", nameof(vectors));
        if (Perplexity < 1)
            throw new ArgumentException($"A perplexity of {Perplexity} was given; it counts neighbours and is 1 or more.", nameof(vectors));
        int n = vectors.Size(0);
        double[] x = vectors.Detach().To(DType.F64).Contiguous().ToDoubles();
        if (Array.FindIndex(x, v => !double.IsFinite(v)) is >= 0 and var at)
            throw new ArgumentException($"Point {at / vectors.Size(1)} holds {x[at]}; "
                + "t-SNE takes finite numbers. Remove or mend such points first.", nameof(vectors));
        if (n < 3) return (Tensor.From([.. Enumerable.Range(0, 2 * n).Select(i => i == 2 ? 1f : 0f)], n, 2), 0);
        float[] p = Affinities(SquaredDistances(x, n), n, Math.Min(Perplexity, (n - 1) / 3.0));
        var layout = new Layout(p, Principal(x, n, vectors.Size(1)));
        double step = LearningRate ?? Math.Max(n / EarlyExaggeration / 4, 50);
        for (int i = 0; i < Iterations; i++) layout.Step(step, i < Exaggerated ? EarlyExaggeration : 1, i < Exaggerated ? 0.5 : 0.8);
        return (layout.Places(), layout.Divergence());
    }

    /// <summary>The gradient of the divergence in the places (equation 5), <c>[points, 2]</c>; for the tests.</summary>
    internal static float[] Gradient(float[] p, float[] x, float[] y) => new Layout(p, (x, y)).Gradient(1);

    internal static double Divergence(float[] p, float[] x, float[] y) => new Layout(p, (x, y)).Divergence();

    internal static double[] SquaredDistances(double[] x, int n)
    {
        int d = x.Length / n;
        var squares = new double[n * n];
        Rows(n, i =>
        {
            for (int j = 0; j < n; j++)
                squares[(i * n) + j] = Distance(x.AsSpan(i * d, d), x.AsSpan(j * d, d));
        });
        return squares;

        static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
        {
            var sum = Vector<double>.Zero;
            int k = 0;
            for (; k <= a.Length - Vector<double>.Count; k += Vector<double>.Count)
            {
                var gap = new Vector<double>(a[k..]) - new Vector<double>(b[k..]);
                sum += gap * gap;
            }
            double rest = Vector.Sum(sum);
            for (; k < a.Length; k++) rest += (a[k] - b[k]) * (a[k] - b[k]);
            return rest;
        }
    }

    /// <summary>p of equation 3, <c>[points, points]</c>: symmetric, with sum one.</summary>
    internal static float[] Affinities(double[] squares, int n, double perplexity)
    {
        double[] conditional = Conditional(squares, n, perplexity);
        var joint = new float[n * n];
        Rows(n, i =>
        {
            for (int j = 0; j < n; j++) joint[(i * n) + j] = (float)((conditional[(i * n) + j] + conditional[(j * n) + i]) / (2.0 * n));
        });
        return joint;
    }

    /// <summary>p of equation 1: for each point the width of its Gaussian is found by halving until the perplexity fits.</summary>
    internal static double[] Conditional(double[] squares, int n, double perplexity)
    {
        var conditional = new double[n * n];
        Rows(n, i =>
        {
            Span<double> row = squares.AsSpan(i * n, n), to = conditional.AsSpan(i * n, n);
            // Distances count from the nearest other point: the exponentials then neither vanish together nor overflow.
            double nearest = double.MaxValue, wanted = Math.Log(perplexity);
            for (int j = 0; j < n; j++) if (j != i) nearest = Math.Min(nearest, row[j]);
            double low = 0, high = double.PositiveInfinity, beta = 1 / Math.Max(Mean(row) - nearest, 1e-300);
            for (int round = 0; round < 100; round++)
            {
                double sum = 0, weighted = 0;
                for (int j = 0; j < n; j++)
                {
                    double gap = row[j] - nearest;
                    to[j] = j == i ? 0 : Math.Exp(-beta * gap);
                    (sum, weighted) = (sum + to[j], weighted + (to[j] * gap));
                }
                double entropy = Math.Log(sum) + (beta * weighted / sum);
                for (int j = 0; j < n; j++) to[j] /= sum;
                if (Math.Abs(entropy - wanted) < 1e-6) break;
                if (entropy > wanted) (low, beta) = (beta, double.IsInfinity(high) ? beta * 2 : (beta + high) / 2);
                else (high, beta) = (beta, (beta + low) / 2);
                if (double.IsInfinity(beta)) break;      // equally near points: no width tells them apart
            }
        });
        return conditional;

        static double Mean(ReadOnlySpan<double> row)
        {
            double sum = 0;
            foreach (double v in row) sum += v;
            return sum / row.Length;
        }
    }

    // The start: the two strongest principal components, shrunk to a spread of 10⁻⁴, so that nothing needs to be drawn.
    private static (float[] X, float[] Y) Principal(double[] x, int n, int d)
    {
        var centred = Tensor.From([.. x], [n, d]);
        var places = Memory.Scope(() =>
        {
            var c = centred - centred.Mean(0, keepDims: true);
            var basis = new Rng(0).Normal([d, 2], dtype: DType.F64);
            for (int round = 0; round < 12; round++) basis = Orthogonal(c.MatMul(c.MatMul(basis), transposeA: true));
            return c.MatMul(basis);
        }).ToDoubles();
        var axes = (X: new float[n], Y: new float[n]);
        double spread = Math.Sqrt(Enumerable.Range(0, n).Sum(i => places[2 * i] * places[2 * i]) / n);
        for (int i = 0; i < n; i++)
        {
            double scale = spread > 0 ? 1e-4 / spread : 0;
            // Equal points must not start in one place, where no force could ever part them: the spiral is far below the spread.
            axes.X[i] = (float)((places[2 * i] * scale) + (1e-7 * i / n * Math.Cos(i)));
            axes.Y[i] = (float)((places[(2 * i) + 1] * scale) + (1e-7 * i / n * Math.Sin(i)));
        }
        return axes;
    }

    private static Tensor Orthogonal(Tensor basis)
    {
        Tensor a = basis.Slice(1, 0, 1), b = basis.Slice(1, 1, 1);
        a /= (a.Square().Sum() + 1e-300).Sqrt();
        b -= a * (a * b).Sum();
        return Tensor.Concat([a, b / (b.Square().Sum() + 1e-300).Sqrt()], 1);
    }

    private static void Rows(int n, Action<int> row) => Parallel.For(0, n, new ParallelOptions { MaxDegreeOfParallelism = Compute.Threads }, row);

    /// <summary>The moving points: each row of the forces is one thread's alone, and rows are summed in order.</summary>
    private sealed class Layout(float[] p, (float[] X, float[] Y) start)
    {
        private readonly int _n = start.X.Length;
        private readonly float[] _x = start.X, _y = start.Y;
        private readonly float[] _velocity = new float[2 * start.X.Length], _gains = [.. Enumerable.Repeat(1f, 2 * start.X.Length)];
        private readonly float[] _attract = new float[2 * start.X.Length], _repel = new float[2 * start.X.Length], _near = new float[start.X.Length];

        public float[] Gradient(double exaggeration)
        {
            Rows(_n, Forces);
            double all = 0;
            foreach (float sum in _near) all += sum;
            var gradient = new float[2 * _n];
            for (int i = 0; i < gradient.Length; i++) gradient[i] = (float)(4 * ((exaggeration * _attract[i]) - (_repel[i] / all)));
            return gradient;
        }

        public void Step(double rate, double exaggeration, double momentum)
        {
            float[] gradient = Gradient(exaggeration);
            for (int i = 0; i < gradient.Length; i++)
            {
                // Jacobs' gains: a coordinate that keeps its direction speeds up, one that turns slows down.
                _gains[i] = Math.Max(0.01f, gradient[i] * _velocity[i] < 0 ? _gains[i] + 0.2f : _gains[i] * 0.8f);
                _velocity[i] = (float)((momentum * _velocity[i]) - (rate * _gains[i] * gradient[i]));
                (i % 2 == 0 ? _x : _y)[i / 2] += _velocity[i];
            }
            float middleX = _x.Average(), middleY = _y.Average();
            for (int i = 0; i < _n; i++) (_x[i], _y[i]) = (_x[i] - middleX, _y[i] - middleY);
        }

        public Tensor Places()
        {
            var places = new float[2 * _n];
            for (int i = 0; i < _n; i++) (places[2 * i], places[(2 * i) + 1]) = (_x[i], _y[i]);
            return Tensor.From(places, _n, 2);
        }

        public double Divergence()
        {
            Rows(_n, Forces);
            double all = _near.Sum(v => (double)v), sum = 0;
            for (int i = 0; i < _n; i++)
            {
                for (int j = 0; j < _n; j++)
                {
                    double dx = _x[i] - _x[j], dy = _y[i] - _y[j], share = p[(i * _n) + j];
                    if (share > 0) sum += share * Math.Log(share * (1 + (dx * dx) + (dy * dy)) * all);
                }
            }
            return sum;
        }

        // For point i: Σ p w (yᵢ - yⱼ), Σ w² (yᵢ - yⱼ) and Σ w over the others, w = 1 / (1 + |yᵢ - yⱼ|²).
        private void Forces(int i)
        {
            ReadOnlySpan<float> xs = _x, ys = _y, row = p.AsSpan(i * _n, _n);
            float xi = xs[i], yi = ys[i], near = 0, ax = 0, ay = 0, rx = 0, ry = 0;
            int j = 0, width = Vector<float>.Count;
            if (_n >= width)
            {
                Vector<float> vx = new(xi), vy = new(yi), one = Vector<float>.One;
                Vector<float> vn = default, vax = default, vay = default, vrx = default, vry = default;
                for (; j <= _n - width; j += width)
                {
                    Vector<float> dx = vx - new Vector<float>(xs[j..]), dy = vy - new Vector<float>(ys[j..]);
                    var w = one / (one + (dx * dx) + (dy * dy));
                    Vector<float> pull = w * new Vector<float>(row[j..]), push = w * w;
                    (vn, vax, vay, vrx, vry) = (vn + w, vax + (pull * dx), vay + (pull * dy), vrx + (push * dx), vry + (push * dy));
                }
                (near, ax, ay, rx, ry) = (Vector.Sum(vn), Vector.Sum(vax), Vector.Sum(vay), Vector.Sum(vrx), Vector.Sum(vry));
            }
            for (; j < _n; j++)
            {
                float dx = xi - xs[j], dy = yi - ys[j], w = 1 / (1 + (dx * dx) + (dy * dy));
                (near, ax, ay) = (near + w, ax + (w * row[j] * dx), ay + (w * row[j] * dy));
                (rx, ry) = (rx + (w * w * dx), ry + (w * w * dy));
            }
            _near[i] = near - 1;      // not the point itself
            (_attract[2 * i], _attract[(2 * i) + 1], _repel[2 * i], _repel[(2 * i) + 1]) = (ax, ay, rx, ry);
        }
    }
}
