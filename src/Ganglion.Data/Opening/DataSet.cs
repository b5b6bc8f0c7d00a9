namespace Ganglion.Data;

/// <summary>What a data set is made of.</summary>
public enum DataForm
{
    /// <summary>A <see cref="Ganglion.Data.Table"/>.</summary>
    Table,

    /// <summary>A <see cref="Ganglion.Data.Graph"/>.</summary>
    Graph,

    /// <summary>A <see cref="Ganglion.Data.GraphCollection"/>.</summary>
    GraphCollection,

    /// <summary>A <see cref="Ganglion.Data.HeteroGraph"/>.</summary>
    HeteroGraph,

    /// <summary>A <see cref="Ganglion.Data.TemporalGraph"/>.</summary>
    TemporalGraph,

    /// <summary>A <see cref="Ganglion.Data.Hypergraph"/>.</summary>
    Hypergraph,

    /// <summary>A <see cref="Ganglion.Data.GraphStore"/>: a graph that stays on disk.</summary>
    GraphStore,

    /// <summary><see cref="Ganglion.Data.Interactions"/> of users with items.</summary>
    Interactions,

    /// <summary>An <see cref="ImageSet"/>.</summary>
    Images,

    /// <summary>A <see cref="SeriesSet"/>.</summary>
    Series,

    /// <summary>A <see cref="Ganglion.Data.KnowledgeGraph"/>.</summary>
    KnowledgeGraph,

    /// <summary>Running text, tagged text, parallel text, documents to search. Listed, not opened yet.</summary>
    Text,

    /// <summary>Vectors to search. Listed, not opened yet.</summary>
    Vectors,

    /// <summary>Networks, or tables of what networks achieve. Listed, not opened yet.</summary>
    Models,

    /// <summary>Anything else. Listed, not opened yet.</summary>
    Other,
}

/// <summary>An opened data set: the data, and what must be known of it to report a number.</summary>
/// <param name="Name">Its name, with the member where the set has several: <c>tabular-uci/wine</c>.</param>
/// <param name="Form">What it is made of.</param>
/// <param name="Payload">The data, of the type that <paramref name="Form"/> says.</param>
public sealed record DataSet(string Name, DataForm Form, object Payload)
{
    /// <summary>One line on what it is.</summary>
    public string Title { get; init; } = "";

    /// <summary>Its statistics, one a line; the same as <see cref="DataSource.Describe"/>.</summary>
    public IReadOnlyList<string> Description => [.. DataSource.Describe(this).Select(fact => fact.ToString())];

    /// <summary>Its licence, "not stated" where the publisher states none.</summary>
    public string Licence { get; init; } = "not stated";

    /// <summary>The name of the metric by which its publisher judges, where it is not the usual one of its task.</summary>
    public string? Metric { get; init; }

    /// <summary>Where it comes from.</summary>
    public string Source { get; init; } = "";

    /// <summary>SHA-256 over the files that were read: over the sorted lines <c>hash  name</c>.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The folder or file that was read.</summary>
    public string Path { get; init; } = "";

    /// <summary>The data as a table.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public Table Table => As<Table>(DataForm.Table);

    /// <summary>The data as a graph.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public Graph Graph => As<Graph>(DataForm.Graph);

    /// <summary>The data as a collection of graphs.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public GraphCollection GraphCollection => As<GraphCollection>(DataForm.GraphCollection);

    /// <summary>The data as a graph of several types.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public HeteroGraph HeteroGraph => As<HeteroGraph>(DataForm.HeteroGraph);

    /// <summary>The data as events between nodes.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public TemporalGraph TemporalGraph => As<TemporalGraph>(DataForm.TemporalGraph);

    /// <summary>The data as a hypergraph.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public Hypergraph Hypergraph => As<Hypergraph>(DataForm.Hypergraph);

    /// <summary>The data as a graph on disk.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public GraphStore GraphStore => As<GraphStore>(DataForm.GraphStore);

    /// <summary>The data as interactions.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public Interactions Interactions => As<Interactions>(DataForm.Interactions);

    /// <summary>The data as images.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public ImageSet Images => As<ImageSet>(DataForm.Images);

    /// <summary>The data as series.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public SeriesSet Series => As<SeriesSet>(DataForm.Series);

    /// <summary>The data as a knowledge graph.</summary>
    /// <exception cref="DataException">It has another form.</exception>
    public KnowledgeGraph KnowledgeGraph => As<KnowledgeGraph>(DataForm.KnowledgeGraph);

    private T As<T>(DataForm wanted) where T : class => Payload as T
        ?? throw new DataException($"{Name}, which has the form {Form}", $"the form {wanted}",
        "Use another data set, or say how to read it (DataOptions.Form).", Path);

    internal static DataForm FormOf(object payload) => payload switch
    {
        Data.Table => DataForm.Table,
        Data.Graph => DataForm.Graph,
        Data.GraphCollection => DataForm.GraphCollection,
        Data.HeteroGraph => DataForm.HeteroGraph,
        Data.TemporalGraph => DataForm.TemporalGraph,
        Data.Hypergraph => DataForm.Hypergraph,
        Data.GraphStore => DataForm.GraphStore,
        Data.Interactions => DataForm.Interactions,
        ImageSet => DataForm.Images,
        SeriesSet => DataForm.Series,
        Data.KnowledgeGraph => DataForm.KnowledgeGraph,
        _ => throw new ArgumentException($"{payload.GetType()} is not the data of a set.", nameof(payload)),
    };
}
