using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Many small graphs whose nodes, or which themselves, have a class.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Graphs">The graphs.</param>
/// <param name="Features"><c>[nodes, width]</c>.</param>
/// <param name="Labels">The class of each node, or of each graph.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="OfNodes">Whether nodes are classified.</param>
/// <param name="Encodings">How many of the last features are eigenvectors, whose signs mean nothing.</param>
internal sealed record BenchSet(string Name, GraphCollection Graphs, Tensor Features, int[] Labels, int Classes, bool OfNodes, int Encodings = 0)
{
    public int Width => Features.Size(1);

    /// <summary>Node tags one-hot, or a constant where there are none.</summary>
    public static BenchSet Tagged(string name, GraphCollection graphs, int[] labels, int classes, bool ofNodes) =>
        new(name, graphs, ((IntTensor)graphs.NodeTags).OneHot(graphs.TagCount, DType.F32), labels, classes, ofNodes);

    /// <summary>
    /// The same set with eigenvectors of the normalised Laplacian as further features (Dwivedi et al. 2020, section 4), of about the length √nodes
    /// instead of 1, so that they weigh what other features do.
    /// </summary>
    /// <param name="count">How many.</param>
    public BenchSet WithEncodings(int count)
    {
        var graph = new Csr(Graphs.Nodes, Graphs.Nodes, Graphs.RowPointers, Graphs.Columns);
        var encodings = new LaplacianEncoding(count).Compute(graph, Graphs.NodeOffsets) * Math.Sqrt((double)Graphs.Nodes / Graphs.Count);
        return this with { Features = Tensor.Concat([Features, encodings], 1), Encodings = count };
    }

    /// <summary>Some graphs side by side.</summary>
    public BenchBatch Batch(int[] graphs)
    {
        var some = Graphs.Select(graphs);
        int[] nodes = [.. graphs.SelectMany(g => Enumerable.Range(Graphs.NodeOffsets[g], Graphs.NodeOffsets[g + 1] - Graphs.NodeOffsets[g]))];
        var graph = new Csr(some.Nodes, some.Nodes, some.RowPointers, some.Columns);
        return new(graph, graph.AddSelfLoops(), Features.GatherRows(nodes), GmmConv.DegreeCoordinates(graph), some.NodeOffsets,
            OfNodes ? Array.ConvertAll(nodes, i => Labels[i]) : Array.ConvertAll(graphs, g => Labels[g]));
    }

    public BenchBatch[] Batches(IEnumerable<int> graphs, int size) => [.. graphs.Chunk(size).Select(Batch)];
}

/// <summary>Several graphs as one, block-diagonal, with what a layer may want of them.</summary>
internal sealed record BenchBatch(Csr Graph, Csr Looped, Tensor X, Tensor Coordinates, int[] Pointers, IntTensor Labels);
