using Ganglion.Data;

namespace Ganglion.Lab;

public sealed partial class NodeClassification
{
    // What the test part is asked about, where training has not seen it.
    private readonly (GraphInput Input, int[] Labels)? _unseen;

    /// <summary>The same training, tested on nodes of a graph that training does not see: a new one, or one of which <see cref="Input"/> is a part.</summary>
    /// <param name="graph">Labelled, with the same features and classes.</param>
    /// <param name="test">The nodes to be tested on.</param>
    /// <exception cref="ArgumentException">The graph has other features, or a test node has no label.</exception>
    public NodeClassification TestedOn(Graph graph, int[] test)
    {
        var input = InputOf(graph);
        if (input.Features.Columns != Info.Features) throw new ArgumentException($"The training graph has {Info.Features} features, the test graph {input.Features.Columns}; a network needs the same.");
        foreach (int node in test)
            if ((uint)node >= (uint)graph.Nodes || graph.Labels[node] < 0) throw new ArgumentException($"Node {node} is to be tested on and has no label.");
        return new(Input, _labels, Info.Classes, Train, Validation, test, (input, graph.Labels)) { Name = Name, DataHash = DataHash };
    }

    private NodeClassification(GraphInput input, int[] labels, IReadOnlyList<string> classes, int[] train, int[] validation, int[] test, (GraphInput, int[]) unseen)
        : this(input, labels, classes, train, validation, []) => (_test, _unseen) = (test, unseen);

    private static NodeClassification Inductive(Graph graph, string name, NodeSplit split, string hash)
    {
        var hidden = split.Test.ToHashSet();
        int[] seen = [.. Enumerable.Range(0, graph.Nodes).Where(n => !hidden.Contains(n))], place = new int[graph.Nodes];
        for (int i = 0; i < seen.Length; i++) place[seen[i]] = i;
        var part = graph.Subgraph(seen);
        int[] Moved(int[] nodes) => Array.ConvertAll(nodes, n => place[n]);
        return new NodeClassification(InputOf(part), part.Labels, graph.ClassNames, Moved(split.Train), Moved(split.Validation), []) { Name = name, DataHash = hash }.TestedOn(graph, split.Test);
    }
}
