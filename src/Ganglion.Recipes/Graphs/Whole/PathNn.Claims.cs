using System.Globalization;
using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

public sealed partial class PathNn
{
    public override IReadOnlyList<Claim> Claims =>
    [
        new("separates", "All shortest and all simple paths tell apart graphs that the Weisfeiler-Lehman test confuses; all simple paths also the 4 × 4 rook's graph from Shrikhande's (theorems 3.3 and 3.4, section 5.1).", e =>
        {
            foreach (var (name, a, b, _, _, _, _) in Gin.Pairs().Where(p => !p.Sum))
            {
                if (a.Features.To(DType.F32).ArgMax(1).Span.ToArray().Distinct().Count() > 1) continue;    // tags tell, not structure
                e.AtMost($"{name}: GIN's difference", Gin.Difference(a, b, Gin.Aggregator.Sum, e.Rng), 1e-9);
                foreach (var kind in (PathKind[])[PathKind.AllShortest, PathKind.AllSimple])
                    e.AtLeast($"{name}: difference by {kind}", Difference(a, b, kind, e.Rng), 1e-6);
            }
            var (rook, shrikhande) = (Torus((0, 1), (0, 2), (1, 0), (2, 0)), Torus((0, 1), (1, 0), (1, 1)));
            e.AtMost("rook and Shrikhande: GIN's difference", Gin.Difference(rook, shrikhande, Gin.Aggregator.Sum, e.Rng), 1e-9);
            e.AtMost("rook and Shrikhande: difference by AllShortest", Difference(rook, shrikhande, PathKind.AllShortest, e.Rng), 1e-9);
            e.AtLeast("rook and Shrikhande: difference by AllSimple", Difference(rook, shrikhande, PathKind.AllSimple, e.Rng), 1e-6);
        }),
        new("counts", "Triangles and squares of random graphs are counted with less error than by GIN of as many weights.", e =>
        {
            var task = GraphRegression.From(Cycles(e.By(24, 300, 1000), e.Rng), "triangles and squares", new());
            var ours = e.Fit(Id, task, e.By(1, 2, 5), "dropout=0 epochs=60");
            var gin = e.Fit("gin", task, e.By(1, 2, 5), "dropout=0 epochs=60");
            e.Note(string.Create(CultureInfo.InvariantCulture, $"{ours.Results[0].Parameters} weights, GIN {gin.Results[0].Parameters}"));
            e.Better("mean absolute error below that of GIN", ours, gin);
            e.Better("GIN below the mean", gin, e.Fit("mean-graph", task, 1));
        }),
        new("mutag", "On ten folds of MUTAG it is at least as often right as GIN of as many weights (table 2).", e =>
        {
            var ours = e.Fit(Id, "tu-mutag", 10);
            var gin = e.Fit("gin", "tu-mutag", 10);
            e.Note(string.Create(CultureInfo.InvariantCulture, $"{ours.Results[0].Parameters} weights, GIN {gin.Results[0].Parameters}"));
            e.AtLeast("test accuracy", ours.Test, 0.83);
            e.Better("above GIN", ours, gin);
        }),
    ];

    /// <summary>The largest difference between answers about two graphs, over some networks with random weights, in F64.</summary>
    private static double Difference(GraphBatch a, GraphBatch b, PathKind kind, Rng rng) => Enumerable.Range(0, 5).Max(i =>
    {
        var o = new Options { Length = 4, Hidden = 8, Paths = kind };
        var fitted = new PathNn().Create(new(a.Features.Size(1), ["0", "1"]), o, rng.Split(i)).To(DType.F64);
        return (new PathNn().Predict(fitted, a, o) - new PathNn().Predict(fitted, b, o)).Abs().Max().Item();
    });

    // Sixteen nodes on a torus of four by four; two are linked where they differ by one of the steps, either way.
    private static GraphBatch Torus(params (int X, int Y)[] steps)
    {
        var links = Enumerable.Range(0, 16).SelectMany(n => steps.Select(s => (From: n, To: (n / 4 + s.X) % 4 * 4 + (n % 4 + s.Y) % 4)))
            .SelectMany(l => new[] { l, (From: l.To, To: l.From) }).Distinct().ToArray();
        return new(Csr.FromEdges(16, 16, Array.ConvertAll(links, l => l.From), Array.ConvertAll(links, l => l.To)), Tensor.Ones([16, 1], DType.F64), [0, 16]);
    }

    // Random graphs of 8 to 12 nodes; the targets are how many rings of three and of four they hold.
    private static GraphCollection Cycles(int count, Rng rng)
    {
        var (offsets, pointers, columns, targets) = (new List<int> { 0 }, new List<int> { 0 }, new List<int>(), new List<double>());
        for (int g = 0; g < count; g++)
        {
            int n = 8 + g % 5;
            var link = new bool[n, n];
            for (int i = 0; i < n; i++) for (int j = 0; j < i; j++) link[i, j] = link[j, i] = rng.Split(g).Uniform(i * n + j) < 0.3;
            for (int i = 0; i < n; i++)
            {
                columns.AddRange(Enumerable.Range(0, n).Where(j => link[i, j]).Select(j => offsets[^1] + j));
                pointers.Add(columns.Count);
            }
            int[] all = [.. Enumerable.Range(0, n)];
            int Common(int i, int j) => all.Count(k => link[i, k] && link[j, k]);
            var pairs = all.SelectMany(i => all.Where(j => j < i).Select(j => (I: i, J: j))).ToArray();
            targets.Add(pairs.Where(p => link[p.I, p.J]).Sum(p => Common(p.I, p.J)) / 3.0);
            targets.Add(pairs.Sum(p => Common(p.I, p.J) is var c ? c * (c - 1) / 2 : 0) / 2.0);
            offsets.Add(offsets[^1] + n);
        }
        return new([.. offsets], [.. pointers], [.. columns], new int[offsets[^1]], [], 0, []) { Targets = [.. targets] };
    }
}
