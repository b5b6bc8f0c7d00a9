using System.Globalization;
using Ganglion.Data;

namespace Ganglion.Lab;

public sealed partial class KeptNetwork
{
    /// <summary>Scores pairs of a graph's nodes: larger where a link is likelier. All links of the graph are known to the network.</summary>
    /// <param name="graph">With as many nodes and features as the one that was fitted on, where the network knows nodes by number.</param>
    /// <param name="pairs">From, to.</param>
    /// <exception cref="DataException">The graph has other features, or a node does not exist.</exception>
    public LinkScores Predict(Graph graph, IReadOnlyList<(int From, int To)> pairs)
    {
        var info = Need<LinkInfo>("pairs of a graph's nodes");
        var input = NodeClassification.InputOf(graph);
        bool byNumber = Members.Any(m => m.Network.Model.Leaves().Any(l => l.Tensor.Rank > 0 && l.Tensor.Size(0) == info.Nodes));
        if (input.Features.Columns != info.Features || (byNumber && graph.Nodes != info.Nodes))
            throw new DataException($"a graph of {graph.Nodes} nodes with {input.Features.Columns} node features", Wanted,
                "A network that knows nodes by number answers for the graph that it was fitted on.");
        Check(pairs, graph.Nodes);
        return Named(graph.NodeNames, pairs, () => Answer(new LinkInput(input, Flat(pairs))));
    }

    /// <summary>The group of each node of the graph that was fitted on, as a class named by its number.</summary>
    /// <exception cref="DataException">The graph has other nodes or features.</exception>
    public ClassPredictions PredictGroups(Graph graph)
    {
        var info = Need<ClusterInfo>("a graph");
        var input = NodeClassification.InputOf(graph);
        if (graph.Nodes != info.Nodes || input.Features.Columns != info.Features)
            throw new DataException($"a graph of {graph.Nodes} nodes with {input.Features.Columns} node features", Wanted, "Groups are of the nodes that were fitted on.");
        int[] groups = Array.ConvertAll(Answer(input).ToArray(), g => (int)g);
        int count = groups.Max() + 1;
        var sure = new float[groups.Length * count];
        for (int n = 0; n < groups.Length; n++) sure[n * count + groups[n]] = 1;
        return new(graph.NodeNames, [.. Enumerable.Range(0, count).Select(g => $"group {g}")], sure);
    }

    /// <summary>Scores the next event of pairs of a temporal graph's nodes: larger where it is likelier. All events given are known to the network.</summary>
    /// <param name="graph">With as many nodes as the one that was fitted on.</param>
    /// <param name="pairs">From, to.</param>
    /// <exception cref="DataException">The graph has other nodes, or a node does not exist.</exception>
    public LinkScores Predict(TemporalGraph graph, IReadOnlyList<(int From, int To)> pairs)
    {
        var info = Need<TemporalLinkInfo>("pairs of a temporal graph's nodes");
        if (graph.Nodes != info.Nodes || graph.Events == 0)
            throw new DataException($"a temporal graph of {graph.Nodes} nodes and {graph.Events} events", Wanted, "Give the graph that it was fitted on, with what happened since.");
        Check(pairs, graph.Nodes);
        double next = graph.Times[^1] + Math.Max(1e-9, (graph.Times[^1] - graph.Times[0]) / graph.Events);
        return Named(graph.NodeNames, pairs, () => Answer(new TemporalLinkInput(new(graph, graph.Events), Flat(pairs), [.. pairs.Select(_ => next)])));
    }

    /// <summary>Scores pairs in a file: two nodes a line, by name or by number, separated by a comma, semicolon, tab or blank. A first line that names
    /// no nodes is a header.</summary>
    /// <param name="data">A graph or a temporal graph, as was fitted on.</param>
    /// <param name="file">The pairs.</param>
    /// <exception cref="DataException">The data have another form, or a line does not hold two nodes of the graph.</exception>
    public LinkScores Predict(DataSet data, string file) => data.Payload switch
    {
        Graph graph => Predict(graph, ReadPairs(file, graph.Nodes, graph.NodeNames)),
        TemporalGraph graph => Predict(graph, ReadPairs(file, graph.Nodes, graph.NodeNames)),
        _ => throw new DataException($"'{data.Name}', which has the form {data.Form}", "a graph", "Pairs are of the nodes of a graph."),
    };

    private static List<(int, int)> ReadPairs(string file, int nodes, IReadOnlyList<string> names)
    {
        var known = names.Select((name, node) => (name, node)).ToDictionary(n => n.name, n => n.node, StringComparer.Ordinal);
        var pairs = new List<(int, int)>();
        int line = 0;
        foreach (string text in File.ReadLines(file))
        {
            line++;
            string[] fields = text.Split([',', ';', '\t', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 0) continue;
            int[] ends = [.. fields.Take(2).Select(Node)];
            if (ends is [>= 0, >= 0]) pairs.Add((ends[0], ends[1]));
            else if (line > 1)
                throw new DataException($"'{text}'", names.Count > 0 ? "two names of nodes" : $"two nodes, numbers from 0 to {nodes - 1}",
                    "Correct the line, or leave it out.", file, line);
        }
        return pairs;

        int Node(string field) => known.TryGetValue(field, out int node) ? node
            : int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < nodes ? number : -1;
    }

    private static void Check(IReadOnlyList<(int, int)> pairs, int nodes)
    {
        foreach (var (from, to) in pairs)
            if ((uint)from >= (uint)nodes || (uint)to >= (uint)nodes)
                throw new DataException($"the pair {from}, {to}", $"nodes from 0 to {nodes - 1}", "Correct the pair.");
    }

    private static IntTensor Flat(IReadOnlyList<(int From, int To)> pairs) => IntTensor.From([.. pairs.SelectMany(p => (int[])[p.From, p.To])], pairs.Count, 2);

    private static LinkScores Named(IReadOnlyList<string> names, IReadOnlyList<(int From, int To)> pairs, Func<Tensor> answer)
    {
        string Name(int node) => names.Count > 0 ? names[node] : node.ToString(CultureInfo.InvariantCulture);
        return new([.. pairs.Select(p => (Name(p.From), Name(p.To)))], pairs.Count == 0 ? [] : answer().ToArray());
    }
}

/// <summary>How likely pairs of nodes are linked; scores compare within one network.</summary>
/// <param name="Pairs">The pairs, by name, or by number where nodes have none.</param>
/// <param name="Scores">One a pair, larger where a link is likelier.</param>
public sealed record LinkScores(IReadOnlyList<(string From, string To)> Pairs, IReadOnlyList<float> Scores) : Predictions
{
    /// <inheritdoc/>
    public override int Count => Scores.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<double> Values => field ??= [.. Scores.Select(s => (double)s)];

    private protected override IReadOnlyList<string> Header => field ??= ["from", "to", "score"];

    private protected override IEnumerable<IReadOnlyList<object>> Rows() =>
        Pairs.Select((p, i) => (IReadOnlyList<object>)[p.From, p.To, Math.Round((double)Scores[i], 6)]);
}
