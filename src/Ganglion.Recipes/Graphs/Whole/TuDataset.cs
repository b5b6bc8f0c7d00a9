using System.Globalization;
using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>A collection of sets of graphs in one text form, with kernels and networks measured in one way.</summary>
[Recipe("tu-dataset")]
public sealed partial class TuDataset : Study
{
    public override Paper Paper =>
        new("TUDataset: A collection of benchmark datasets for learning with graphs", "Morris, Kriege, Bause, Kersting, Mutzel, Neumann", 2020, "arXiv:2007.08663", "P427");

    public override string Summary => "Kernels with a support vector machine and isomorphism networks, over ten folds of one set, repeated: a table of means and deviations.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("round-trip", "A set written in the text form and read again is the same: attributes, kinds of edges and targets of a made set, structure and classes of MUTAG.", e =>
        {
            e.True("rings and trees with everything the form has", Same(RingsAndTrees(e.By(6, 40, 40), e.Rng)));
            if (e.Budget != Budget.Smoke) e.True("MUTAG", Same(DataSource.Open("tu-mutag").GraphCollection));
        }),
        new("mutag-table", "Over ten folds of MUTAG the WL kernel and isomorphism networks come within a few points of 85 to 90 %, and all kernels are compared in one table.", e =>
        {
            var floor = e.Fit("majority-graph", "tu-mutag", 10);
            int repeats = e.By(1, 10, 100);
            var wl = e.Fit("wl-svm", "tu-mutag", repeats);
            var gin = e.Fit("gin", "tu-mutag", repeats);
            var epsilon = e.Fit("gin", "tu-mutag", repeats, "epsilon=true");
            var paths = e.Fit("shortest-path-kernel", "tu-mutag", repeats);
            var graphlets = e.Fit("graphlet-kernel", "tu-mutag", repeats);
            foreach (var (name, runs) in (ReadOnlySpan<(string, Runs)>)[("WL", wl), ("shortest paths", paths), ("graphlets", graphlets), ("GIN-0", gin), ("GIN-ε", epsilon), ("larger class", floor)])
                e.Note(string.Create(CultureInfo.InvariantCulture, $"{name}: {100 * runs.Test.Average():0.0} ± {(runs.Test.Count > 1 ? 100 * Lab.Summary.Of([.. runs.Test]).StandardDeviation : 0):0.0} % over {runs.Test.Count} folds"));
            e.AtLeast("test accuracy of the WL kernel", wl.Test, 0.83);
            e.AtLeast("test accuracy of GIN-0", gin.Test, 0.83);
            e.AtLeast("test accuracy of GIN-ε", epsilon.Test, 0.83);
            e.Better("WL above the larger class", wl, floor, margin: 0.1);
            e.Better("GIN above the larger class", gin, floor, margin: 0.1);
            e.Better("paths above the larger class", paths, floor, margin: 0.05);
        }),
    ];

    private static bool Same(GraphCollection a)
    {
        string folder = Directory.CreateTempSubdirectory("ganglion-tu-").FullName;
        try
        {
            TuFormat.Write(a, folder, "SET");
            var b = TuFormat.Read(folder);
            return a.NodeOffsets.SequenceEqual(b.NodeOffsets) && a.RowPointers.SequenceEqual(b.RowPointers) && a.Columns.SequenceEqual(b.Columns)
                && a.NodeTags.SequenceEqual(b.NodeTags) && a.Labels.SequenceEqual(b.Labels) && a.ClassNames.SequenceEqual(b.ClassNames)
                && a.NodeAttributes.SequenceEqual(b.NodeAttributes) && a.EdgeLabels.SequenceEqual(b.EdgeLabels)
                && a.EdgeAttributes.SequenceEqual(b.EdgeAttributes) && a.Targets.SequenceEqual(b.Targets);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Rings and random trees of 4 to 9 nodes; random attributes and kinds of edges; the target is the number of nodes and a random number.
    private static GraphCollection RingsAndTrees(int count, Rng rng)
    {
        var (offsets, pointers, columns) = (new List<int> { 0 }, new List<int> { 0 }, new List<int>());
        for (int g = 0; g < count; g++)
        {
            int nodes = 4 + g / 2 % 6, first = offsets[^1];
            int[] parents = rng.Split(g).Integers(nodes, 1 << 20);
            var around = Enumerable.Range(0, nodes).Select(_ => new SortedSet<int>()).ToArray();
            for (int n = 1 - g % 2; n < nodes; n++)
            {
                int other = g % 2 == 0 ? parents[n] % n : (n + 1) % nodes;
                around[n].Add(other);
                around[other].Add(n);
            }
            foreach (var node in around)
            {
                columns.AddRange(node.Select(c => first + c));
                pointers.Add(columns.Count);
            }
            offsets.Add(first + nodes);
        }
        int total = offsets[^1];
        return new([.. offsets], [.. pointers], [.. columns], [.. Enumerable.Range(0, total).Select(n => n < 3 ? n : rng.Split("tags").Integers(total, 3)[n])],
            [.. Enumerable.Range(0, count).Select(g => g % 2)], 3, ["-1", "1"])
        {
            TagNames = ["0", "1", "2"],
            NodeAttributes = rng.Split("attributes").Normal([total * 2]).ToArray(),
            EdgeLabels = [.. columns.Select((_, k) => k % 2)],
            EdgeLabelNames = ["0", "1"],
            EdgeAttributes = rng.Split("edges").Normal([columns.Count]).ToArray(),
            Targets = [.. Enumerable.Range(0, count).SelectMany(g => new[] { offsets[g + 1] - offsets[g], rng.Split("target").Uniform(g) })],
        };
    }

    public override string Notes => "The collection's benchmark runs ten times ten folds; a check runs ten folds once, the full budget ten times. Our folds are "
        + "those of the DGCNN authors; penalty and depth are chosen within the training part, and networks keep their last epoch.";
}
