using System.Globalization;

namespace Ganglion.Data;

public sealed partial class GraphStore
{
    private const int Looked = 2000;

    // What can be told without reading the whole store: homophily is of some nodes, spread over all.
    internal IEnumerable<Fact> Describe()
    {
        yield return new("nodes", Nodes);
        yield return new("edges, directed", Edges);
        yield return new("features", Features);
        yield return new("type of a feature", IsHalf ? "16 bits" : "32 bits");
        yield return new("bytes on disk", _manifest.Files.Sum(f => f.Bytes));
        int[] degrees = [.. Enumerable.Range(0, Nodes).Select(Degree)];
        Array.Sort(degrees);
        int At(double q) => degrees[(int)(q * (degrees.Length - 1))];
        yield return new("degree quantiles", string.Create(CultureInfo.InvariantCulture,
            $"0 {At(0)}, 25% {At(0.25)}, 50% {At(0.5)}, 75% {At(0.75)}, 99% {At(0.99)}, 100% {At(1)}"));
        yield return new("isolated nodes", degrees.Count(d => d == 0));
        yield return new("classes", ClassNames.Count);
        var (same, all) = (0L, 0L);
        for (var i = 0; i < Math.Min(Looked, Nodes); i++)
        {
            var node = (int)((long)i * Nodes / Math.Min(Looked, Nodes));
            var sources = InEdges(node);
            var labels = Labels([node, .. sources]);
            for (var k = 1; k < labels.Length; k++)
            {
                if (labels[0] < 0 || labels[k] < 0 || sources[k - 1] == node) continue;
                all++;
                if (labels[k] == labels[0]) same++;
            }
        }

        yield return new($"edge homophily, of {Math.Min(Looked, Nodes)} nodes", all == 0 ? 0 : (double)same / all);
        yield return new("split", $"{Train.Length} / {Validation.Length} / {Test.Length}");
        if (Source.Length > 0) yield return new("source", Source);
    }
}
