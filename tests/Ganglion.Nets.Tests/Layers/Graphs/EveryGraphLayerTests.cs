using System.Reflection;

namespace Ganglion.Nets.Tests;

/// <summary>What every layer over a graph keeps to. Layers are found by their <c>Forward(Csr, …)</c>; one that asks for more than nodes and edges
/// have (positions, relations) brings tests of its own.</summary>
public sealed class EveryGraphLayerTests
{
    private const DType F64 = DType.F64;
    private const int Nodes = 7;
    private static readonly Rng s_key = new(41);

    public static TheoryData<string> Names => [.. Layers.Keys];

    private static Dictionary<string, Func<Csr, Features, Tensor, Tensor>> Layers { get; } = Found();

    private static Dictionary<string, Func<Csr, Features, Tensor, Tensor>> Found()
    {
        var found = new Dictionary<string, Func<Csr, Features, Tensor, Tensor>>();
        foreach (var type in typeof(GcnConv).Assembly.GetExportedTypes().Where(t => t.GetInterface("IModel") is not null && !t.IsAbstract))
        {
            var forward = type.GetMethods().FirstOrDefault(m => m.Name == "Forward" && m.ReturnType == typeof(Tensor)
                && m.GetParameters() is [{ } graph, { } x, ..] && graph.ParameterType == typeof(Csr) && Kind(x) is Features
                && m.GetParameters().Skip(2).All(p => Kind(p) is not null));
            if (forward is null) continue;
            var create = type.GetMethod("Create");
            if (create is not null && !create.GetParameters().All(p => Size(p) is not null)) continue;
            object layer = create is not null ? create.Invoke(null, [.. create.GetParameters().Select(Size)])!
                : type.GetConstructors()[0].Invoke([.. type.GetConstructors()[0].GetParameters().Select(p => p.DefaultValue)]);
            found[type.Name] = (graph, x, e) => (Tensor)forward.Invoke(layer, [.. forward.GetParameters().Select(p =>
                p.Name switch
            {
                "normalized" => (object?)graph.GcnNormalized(F64),
                "x" when p.ParameterType == typeof(Tensor) => x.ToDense(F64),
                "x" => x,
                "edgeFeatures" => e,
                _ when p.ParameterType == typeof(Csr) => graph,
                _ => p.DefaultValue,
            })])!;
        }
        return found;
    }

    // What a parameter of Forward is given: features, edge features, or its default.
    private static object? Kind(ParameterInfo p) => p.Name switch
    {
        "x" when p.ParameterType == typeof(Features) || p.ParameterType == typeof(Tensor) => (Features)Tensor.Scalar(0),
        "edgeFeatures" => 0,
        _ => p.HasDefaultValue ? 1 : null,
    };

    private static object? Size(ParameterInfo p) => p.Name switch
    {
        "inputs" => 3,
        "outputs" => 2,
        "hidden" => 5,
        "heads" or "edges" => 2,
        "terms" => 3,
        _ when p.ParameterType == typeof(Rng) => s_key,
        _ when p.ParameterType == typeof(DType) => F64,
        _ => p.HasDefaultValue ? p.DefaultValue ?? (p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null) : null,
    };

    // A path, two chords, a node that nothing reaches (6), and an edge in one direction only (6 to 2).
    private static Csr Graph(int[]? rename = null)
    {
        int[] a = [0, 1, 2, 3, 4, 0, 1], b = [1, 2, 3, 4, 5, 3, 5];
        int[] sources = [.. a, .. b, 6], destinations = [.. b, .. a, 2];
        if (rename is not null) (sources, destinations) = (Array.ConvertAll(sources, i => rename[i]), Array.ConvertAll(destinations, i => rename[i]));
        return Csr.FromEdges(Nodes, Nodes, sources, destinations);
    }

    private static Tensor X => Checks.Random(51, Nodes, 3);

    // Two features of each edge, told by its ends' names in the first graph, whatever the order of the entries.
    private static Tensor EdgeFeatures(Csr graph, int[]? old = null)
    {
        Tensor all = Checks.Random(52, Nodes * Nodes, 2);
        return all.GatherRows((int[])[.. Enumerable.Range(0, graph.Nonzeros).Select(e =>
            old is null ? graph.RowIds[e] * Nodes + graph.ColumnIds[e] : old[graph.RowIds[e]] * Nodes + old[graph.ColumnIds[e]])]);
    }

    [Fact]
    public void The_layers_are_found() => Assert.Superset(new HashSet<string>(["GcnConv", "SgConv", "SageConv", "GatConv", "GatV2Conv", "GinConv",
        "GineConv", "AppnpConv", "ChebConv", "TransformerConv"]), Layers.Keys.ToHashSet());

    [Theory]
    [MemberData(nameof(Names))]
    public void Renaming_the_nodes_renames_the_result_and_nothing_else(string name)
    {
        int[] to = s_key.Permutation(Nodes), from = new int[Nodes];
        for (int i = 0; i < Nodes; i++) from[to[i]] = i;
        Csr graph = Graph(), renamed = Graph(to);
        var y = Layers[name](graph, X, EdgeFeatures(graph));
        Assert.Equal(Nodes, y.Size(0));
        Checks.Close(y.GatherRows(from), Layers[name](renamed, X.GatherRows(from), EdgeFeatures(renamed, from)), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_of_one_are_no_weights(string name) => Checks.Close(Layers[name](Graph(), X, EdgeFeatures(Graph())),
        Layers[name](Graph().WithValues(Tensor.Ones([Graph().Nonzeros], F64)), X, EdgeFeatures(Graph())), 1e-12);

    [Theory]
    [MemberData(nameof(Names))]
    public void Sparse_features_give_what_dense_ones_give(string name)
    {
        var x = X * Checks.Random(53, Nodes, 3).Greater(0);
        Checks.Close(Layers[name](Graph(), x, EdgeFeatures(Graph())), Layers[name](Graph(), Csr.FromDense(x), EdgeFeatures(Graph())), 1e-12);
    }
}
