namespace Ganglion.Data;

/// <summary>
/// How much the ends of edges agree in class (Platonov, Kuznedelev, Diskin, Babenko and Prokhorenkova 2023, arXiv:2209.06177, section 2). Self-loops and
/// edges to nodes without a class are left out; of a directed graph, the neighbours of a node are the sources of its in-edges.
/// </summary>
/// <param name="Edge">The share of edges whose ends are of one class; NaN without edges.</param>
/// <param name="Node">The mean over nodes of the share of neighbours of the node's class; NaN without edges.</param>
/// <param name="Adjusted">
/// (Edge - e) / (1 - e), where e = Σ (D_k / 2|E|)² is what edges laid at random between the same degrees would give, D_k the degrees of class k together: 1
/// = all agree, 0 = no more than by chance; NaN with a single class.
/// </param>
public readonly record struct Homophily(double Edge, double Node, double Adjusted)
{
    /// <summary>Measures a graph; linear in its edges.</summary>
    public static Homophily Of(Graph graph) => Of(graph.ToCsr(), graph.Labels, graph.Classes);

    /// <summary>The same of links whose values play no part, with the classes of some nodes.</summary>
    /// <param name="links"><c>[nodes, nodes]</c>, row = destination.</param>
    /// <param name="labels">The class of each node, or -1.</param>
    /// <param name="classes">The number of classes.</param>
    public static Homophily Of(Csr links, ReadOnlySpan<int> labels, int classes)
    {
        var (same, all, sum, nodes, degrees) = (0L, 0L, 0.0, 0, new long[Math.Max(1, classes)]);
        for (var node = 0; node < links.Rows; node++)
        {
            if (labels[node] < 0) continue;
            var (agree, count) = (0, 0);
            foreach (var other in links.Row(node))
            {
                if (other == node || labels[other] < 0) continue;
                count++;
                degrees[labels[node]]++;
                degrees[labels[other]]++;
                if (labels[node] == labels[other]) agree++;
            }

            if (count == 0) continue;
            (same, all, sum, nodes) = (same + agree, all + count, sum + ((double)agree / count), nodes + 1);
        }

        if (all == 0) return new(double.NaN, double.NaN, double.NaN);
        var (edge, chance) = ((double)same / all, degrees.Sum(d => (double)d * d) / (4.0 * all * all));
        return new(edge, sum / nodes, chance < 1 ? (edge - chance) / (1 - chance) : double.NaN);
    }
}
