using Ganglion.Data;
using Ganglion.Lab.Report;
using Ganglion.Vectors;

namespace Ganglion.Lab;

internal sealed partial class ReportBuilder
{
    private const int MostEmbedded = 800;

    private string NameOf(int node) => options.Data?.Payload is Graph { NodeNames: { Count: > 0 } names } ? names[node] : $"node {node}";

    private GraphSection Drawing(NodeClassification n)
    {
        int[] predicted = Codes(answers);
        var tested = n.Nodes(Part.Test).ToHashSet();
        var edges = new List<(int, int)>();
        for (int node = 0; node < n.Input.Nodes; node++)
            foreach (int other in n.Input.Adjacency.Row(node))
                if (other < node || !n.Input.Adjacency.Row(other).Contains(node)) edges.Add((other, node));
        return new("The graph", [.. Enumerable.Range(0, n.Input.Nodes).Select(i =>
            new DrawnNode(NameOf(i), n.Label(i), tested.Contains(i) ? predicted[i] : null))], edges, n.Info.Classes)
        { Note = $"Coloured by class, and by what {Best.Name} answered for the test nodes." };
    }

    // Of wrong and right answers as many as there are, up to half a gallery each.
    private GraphGallerySection Gallery(GraphClassification g)
    {
        const int shown = 12;
        int[] predicted = Codes(answers), graphs = g.Graphs(Part.Test);
        int[] labels = g.Labels(Part.Test).Span.ToArray();
        int[] wrong = [.. Enumerable.Range(0, graphs.Length).Where(i => predicted[i] != labels[i]).Take(shown / 2)];
        int[] right = [.. Enumerable.Range(0, graphs.Length).Where(i => predicted[i] == labels[i]).Take(shown - wrong.Length)];
        return new("Some graphs", [.. wrong.Concat(right).Select(i =>
        {
            var (tags, edges) = g.Drawn(graphs[i]);
            return new DrawnGraph($"graph {graphs[i]}", tags, edges, g.Info.Classes[labels[i]], g.Info.Classes[predicted[i]]);
        })])
        { Note = $"Of the test part: first those that {Best.Name} took for another class, then some that it got right." };
    }

    /// <summary>The test items in the plane by exact t-SNE: of what the best network's last layer reads, or else of its log-probabilities.</summary>
    private IEnumerable<ReportSection> Embedding(Tensor logits, IntTensor labels, IReadOnlyList<string> classes, Func<int, string> name)
    {
        if (logits.Size(0) < 10 || networks.Count == 0) yield break;
        var hidden = task.Embeddings(networks[0].Network, Part.Test);
        var vectors = hidden ?? logits.LogSoftmax();
        int count = Math.Min(MostEmbedded, logits.Size(0));
        int[] items = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * logits.Size(0) / count))];
        var (places, divergence) = new TSne().Fit(vectors.GatherRows(items));
        float[] at = places.ToArray();
        int[] predicted = Codes(logits);
        yield return new EmbeddingSection("What the network takes for alike", [.. items.Select((item, i) =>
            new EmbeddedItem(name(item), at[2 * i], at[(2 * i) + 1], labels.Span[item], predicted[item]))], classes)
        {
            Note = FormattableString.Invariant($"Test items by t-SNE of {(hidden is null ? $"the log-probabilities of {Best.Name}"
                : $"what the last layer of {networks[0].Name} reads")}; divergence {divergence:0.00}, perplexity 30."),
        };
    }
}
