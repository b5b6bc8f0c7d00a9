namespace Ganglion.Data.Tests;

internal static class SampledGraphs
{
    /// <summary>Two blocks that take turns, with many edges within and few between.</summary>
    public static Csr Block(int nodes, ulong seed, double within = 0.3, double between = 0.05)
    {
        var graph = SyntheticGraphs.StochasticBlockModel(nodes, 2, within, between, features: 2, seed: seed);
        return new(nodes, nodes, graph.RowPointers, graph.Columns);
    }
}
