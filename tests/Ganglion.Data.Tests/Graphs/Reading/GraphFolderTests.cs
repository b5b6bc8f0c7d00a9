namespace Ganglion.Data.Tests;

public sealed class GraphFolderTests : IDisposable
{
    private readonly TestData.Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private DataSet Open(DataOptions? options = null) => DataSource.Open(_scratch.Path, options);

    private string Fails() => Assert.Throws<DataException>(() => Open()).Message;

    [Fact]
    public void Columns_of_edges_are_known_by_their_names()
    {
        _scratch.Write("nodes.csv", "id,size,label\na,1,x\nb,2,y\nc,3,x\n");
        _scratch.Write("edges.csv", "weight,to,from,length\n0.5,b,a,7\n2,c,b,9\n");
        var graph = Open(new() { Directed = true }).Graph;
        Assert.Equal([0, 1], graph.Columns);
        Assert.Equal([0.5f, 2], graph.Weights!);
        Assert.Equal([7f, 9], graph.EdgeFeatures!);
    }

    [Fact]
    public void A_number_to_predict_becomes_a_target_and_few_whole_numbers_classes()
    {
        _scratch.Write("edges.csv", "a,b\nb,c\n");
        _scratch.Write("nodes.csv", "id,y\na,1.5\nb,\nc,2.5\n");
        Assert.Equal([1.5f, float.NaN, 2.5f], Open().Graph.Targets!);
        Assert.Equal(0, Open().Graph.Classes);
        _scratch.Write("nodes.csv", "id,y\na,1\nb,0\nc,1\n");
        Assert.Null(Open().Graph.Targets);
        Assert.Equal([1, 0, 1], Open().Graph.Labels);
    }

    [Fact]
    public void Numbered_files_may_have_weights_and_targets()
    {
        _scratch.Write("edges.tsv", "# a comment\n0 1 0.5\n1 2 4\n");
        _scratch.Write("targets.txt", "1.5\n?\n-2\n");
        var graph = Open().Graph;
        Assert.Equal([0.5f, 0.5f, 4, 4], graph.Weights!);
        Assert.Equal([1.5f, float.NaN, -2], graph.Targets!);
    }

    [Theory]
    [InlineData("0 1\n2 1\n")]
    [InlineData("# comment\n0\t1\n2\t1\n")]
    [InlineData("source;target\n0;1\n2;1\n")]
    [InlineData("% matrix\n0|1\n1|2\n2|1\n")]
    [InlineData("// comment\n0, 1\n2, 1\n")]
    [InlineData("0   1\n\n2\t 1\n")]
    public void An_edge_list_may_have_any_separator(string text)
    {
        var graph = DataSource.Open(_scratch.Write("some.edges", text)).Graph;
        Assert.Equal((3, 2, 0), (graph.Nodes, graph.Edges, graph.NodeNames.Count));
        Assert.Equal([0, 2], graph.Neighbors(1).ToArray());
    }

    [Fact]
    public void Nodes_of_an_edge_list_with_names_or_far_numbers_keep_them()
    {
        var named = DataSource.Open(_scratch.Write("a.edgelist", "zoe ann 2\nann bob 3\n")).Graph;
        Assert.Equal(["zoe", "ann", "bob"], named.NodeNames);
        Assert.Equal([2f, 2, 3, 3], named.Weights!);
        var far = DataSource.Open(_scratch.Write("b.edges", "900 7\n7 100000\n")).Graph;
        Assert.Equal(["7", "900", "100000"], far.NodeNames);
        Assert.Equal([1, 2], far.Neighbors(0).ToArray());
    }

    [Fact]
    public void Times_make_a_graph_of_events()
    {
        _scratch.Write("edges.csv", "source,target,time\na,b,2024-01-02\nb,c,2024-01-01\n");
        var graph = Open().TemporalGraph;
        Assert.Equal(["a", "b", "c"], graph.NodeNames);
        Assert.Equal([1, 0], graph.Sources);
        Assert.Equal(86_400, graph.Times[1] - graph.Times[0]);
        Assert.Equal(2, Open(new() { Form = DataForm.Graph }).Graph.Edges);
        var byPlace = DataSource.Open(_scratch.Write("c.edges", "0 1 9\n1 2 5\n"), new() { Form = DataForm.TemporalGraph }).TemporalGraph;
        Assert.Equal([5.0, 9], byPlace.Times);
    }

    [Fact]
    public void Files_of_several_types_make_a_typed_graph()
    {
        Library();
        _scratch.Write("edges_paper-paper.csv", "p1,p2\np1,p3\n");
        var graph = Open().HeteroGraph;
        Assert.Equal("2 author, 3 paper; 3 (author, writes, paper), 2 (paper, to, paper)", graph.ToString());
        Assert.Equal([1, 0, 0], graph["paper"].Labels!);
        Assert.Equal("paper", graph.TargetType);
        Assert.Equal([10, 20, 30], graph[new EdgeType("author", "writes", "paper")].Times!);
        Assert.Equal(1, graph["author"].Features!.Columns);
    }

    [Fact]
    public void Errors_of_typed_files_name_the_type()
    {
        Library();
        _scratch.Write("edges_author_writes_paper.csv", "author,paper\nann,p1\nann,bob\n");
        Assert.Contains("line 3, column 2: found an edge to node 'bob'; expected the id of a node in nodes_paper.csv", Fails(), StringComparison.Ordinal);
        _scratch.Write("edges_author_writes_paper.csv", "author,paper\nann,p1\n");
        _scratch.Write("edges_venue_prints_paper.csv", "x,y\nv,p1\n");
        Assert.Contains("types among 'author', 'paper'", Fails(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relation_that_a_header_explains_needs_no_types_in_its_name()
    {
        Library();
        _scratch.Write("edges_reviews.csv", "author_id,paper\nbob,p2\n");
        Assert.Equal([1], Open().HeteroGraph[new EdgeType("author", "reviews", "paper")].Columns);
    }

    [Fact]
    public void One_file_with_a_column_of_types_makes_a_typed_graph()
    {
        _scratch.Write("nodes.csv", "id,type,x,label\na1,author,1,\np1,paper,2,good\np2,paper,3,bad\n");
        _scratch.Write("edges.csv", "source,relation,target\na1,writes,p1\na1,writes,p2\np1,cites,p2\n");
        var graph = Open().HeteroGraph;
        Assert.Equal("1 author, 2 paper; 2 (author, writes, paper), 1 (paper, cites, paper)", graph.ToString());
        Assert.Equal([1, 0], graph["paper"].Labels!);
        Assert.Null(graph["author"].Labels);
        _scratch.Write("edges.csv", "source,relation,target\na1,writes,p1\np1,cites,p2\np2,writes,p1\n");
        Assert.Contains("line 4: found the relation 'writes' from 'paper' node 'p2' to 'paper' node 'p1'; expected one from 'author' to 'paper', as in line 2",
            Fails(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hyperedges_are_read_with_or_without_their_nodes()
    {
        _scratch.Write("hyperedges.txt", "0 1 2\n1 2\n");
        _scratch.Write("labels.txt", "a\nb\na\na\n");
        var graph = Open().Hypergraph;
        Assert.Equal((4, 2, 2), (graph.Nodes, graph.Hyperedges, graph.ClassNames.Count));
        _scratch.Write("hyperedges.txt", "0 1 2\n1 4\n");
        Assert.Contains("line 2, column 2: found a hyperedge of node '4'; expected a node from 0 to 3", Fails(), StringComparison.Ordinal);
        var alone = DataSource.Open(_scratch.Write("h.txt", "ann, bob\nbob, cid, dan\n"), new() { Form = DataForm.Hypergraph }).Hypergraph;
        Assert.Equal(["ann", "bob", "cid", "dan"], alone.NodeNames);
    }

    [Theory]
    [InlineData("source,target,weight\na,b,heavy\n", "line 2, column 3: found 'heavy'; expected the weight of an edge")]
    [InlineData("source,target,time\na,b,soon\n", "line 2, column 3: found 'soon'; expected a time")]
    [InlineData("source,target,time\na,b,1\nb,c\n", "line 3, column 2: found 2 values; expected 3, as in the lines above")]
    [InlineData("0 1\n1 -2\n", "line 2: found an edge to node -2; expected a node number from 0 on")]
    [InlineData("# nothing\n", "found an empty file; expected one edge a line")]
    public void A_broken_line_of_edges_is_named(string text, string message)
    {
        _scratch.Write("edges.csv", text);
        Assert.Contains(message, Fails(), StringComparison.Ordinal);
    }

    private void Library()
    {
        _scratch.Write("nodes_author.csv", "id,age\nann,30\nbob,40\n");
        _scratch.Write("nodes_paper.csv", "id,label\np1,y\np2,x\np3,x\n");
        _scratch.Write("edges_author_writes_paper.csv", "author,paper,time\nann,p1,10\nbob,p1,20\nbob,p3,30\n");
    }
}
