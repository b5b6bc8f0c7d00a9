namespace Ganglion.Data.Tests;

public sealed class GraphTests : IDisposable
{
    private readonly TestData.Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    private DataException Fails() => Assert.Throws<DataException>(() => GraphReader.Read(scratch.Path));

    private void Write(string edges, string labels = "a\nb\na\n", string? features = null)
    {
        scratch.Write("edges.tsv", edges);
        scratch.Write("labels.txt", labels);
        if (features is not null) scratch.Write("features.txt", features);
    }

    [Fact]
    public void Undirected_edges_are_stored_both_ways_once_and_by_destination()
    {
        var graph = Graph.FromEdges(4, [0, 1, 2, 2, 3], [1, 0, 0, 0, 3]);
        Assert.Equal((3, 5), (graph.Edges, graph.Columns.Length));
        Assert.Equal([0, 2, 3, 4, 5], graph.RowPointers);
        Assert.Equal([1, 2, 0, 0, 3], graph.Columns);
    }

    [Fact]
    public void Directed_edges_keep_their_direction()
    {
        var graph = Graph.FromEdges(3, [0, 0, 0], [1, 2, 1], directed: true);
        Assert.Equal(2, graph.Edges);
        Assert.Empty(graph.Neighbors(0).ToArray());
        Assert.Equal([0], graph.Neighbors(1).ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_subgraph_keeps_the_edges_among_its_nodes_under_new_numbers(bool directed)
    {
        var features = SparseMatrix.FromDense(4, 2, [1, 0, 0, 2, 3, 0, 0, 4]);
        var graph = Graph.FromEdges(4, [0, 1, 2, 3], [1, 2, 3, 3], directed) with { Features = features, Labels = [5, 6, 7, 8], NodeNames = ["a", "b", "c", "d"] };
        var part = graph.Subgraph([3, 1, 2]);
        Assert.Equal((3, 3, directed), (part.Nodes, part.Edges, part.Directed));
        Assert.Equal([0, 2], part.Neighbors(0).ToArray());                  // 3 from itself and from 2
        Assert.Equal(directed ? [] : [2], part.Neighbors(1).ToArray());
        Assert.Equal(directed ? [1] : [0, 1], part.Neighbors(2).ToArray());
        Assert.Equal([8, 6, 7], part.Labels);
        Assert.Equal(["d", "b", "c"], part.NodeNames);
        Assert.Equal([0, 4, 0, 2, 3, 0], part.Features!.ToDense());
        Assert.Throws<ArgumentException>(() => graph.Subgraph([1, 1]));
    }

    [Fact]
    public void Labels_features_and_letters_of_splits_are_read()
    {
        Write("0\t1\n1\t2\n", features: "0 3\n\n1:0.5\n");
        scratch.Write("splits.txt", "ts\nvt\ns-\n");
        var graph = GraphReader.Read(scratch.Path);
        Assert.Equal(["a", "b"], graph.ClassNames);
        Assert.Equal([0, 1, 0], graph.Labels);
        Assert.Equal([1f, 0, 0, 1, 0, 0, 0, 0, 0, 0.5f, 0, 0], graph.Features!.ToDense());
        Assert.Equal([0], graph.Splits[1].Test);
        Assert.Equal([1], graph.Splits[1].Train);
        Assert.Empty(graph.Splits[1].Validation);
    }

    [Fact]
    public void An_edge_to_a_missing_node_is_named_by_line_and_column()
    {
        Write("0\t1\n1\t7\n");
        var error = Fails();
        Assert.Equal((2, 2), (error.Line, error.Column));
        Assert.Contains("an edge to node 7; expected a node from 0 to 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0\tx\n", "'x'")]
    [InlineData("0\n", "the end of the line")]
    [InlineData("0\t1\tx\n", "'x'")]
    [InlineData("0\t1\t2\t3\n", "'3'")]
    [InlineData("0\t1\t2\n1\t2\n", "no weight")]
    [InlineData("", "an empty file")]
    public void A_broken_edge_is_named(string edges, string found)
    {
        Write(edges);
        Assert.Equal(found, Fails().Found);
    }

    [Theory]
    [InlineData("0\n1\n-2\n", 3, "the feature column -2")]
    [InlineData("0\n1\n10000000\n", 3, "the feature column 10000000")]
    [InlineData("0\n2 1\n3\n", 2, "column 1 after column 2")]
    [InlineData("0\n1:x\n3\n", 2, "'x'")]
    [InlineData("0\n1\n", 2, "the end after 2 lines")]
    [InlineData("0\n1\n2\n3\n", 4, "features of node 3")]
    [InlineData("1,2\n1\n2,3\n", 2, "1 value")]
    public void Broken_features_are_named_by_line(string features, int line, string found)
    {
        Write("0\t1\n", features: features);
        Assert.Equal((line, found), (Fails().Line, Fails().Found));
    }

    [Fact]
    public void Features_with_commas_are_one_number_a_column()
    {
        Write("0\t1\n", features: "1,0\n0,-2.5\n3,4\n");
        Assert.Equal([1f, 0, 0, -2.5f, 3, 4], GraphReader.Read(scratch.Path).Features!.ToDense());
    }

    [Fact]
    public void A_feature_beyond_the_known_width_is_refused()
    {
        scratch.Write("edges.tsv", "0\t1\n");
        scratch.Write("features.txt", "0 1433\n1\n");
        var error = Assert.Throws<DataException>(() => Datasets.Cora.Load!(new(scratch.Path), new()));
        Assert.Equal((1, 2, "a column from 0 to 1432"), (error.Line, error.Column, error.Expected));
    }

    [Fact]
    public void Nodes_and_edges_by_name_make_a_graph()
    {
        scratch.Write("nodes.csv", "id,age,job,label,split\nann,3,x,yes,train\nbob,0,y,no,test\ncid,1,x,,val\n");
        scratch.Write("edges.csv", "from,to\nann,bob\nbob,cid\n");
        var graph = DataSource.Open(scratch.Path).Graph;
        Assert.Equal((3, 2), (graph.Nodes, graph.Edges));
        Assert.Equal([1, 0, -1], graph.Labels);
        Assert.Equal([3f, 1, 0, 0, 0, 1, 1, 1, 0], graph.Features!.ToDense());
        Assert.Equal(["ann", "bob", "cid"], graph.NodeNames);
        Assert.Equal([1], graph.Splits[0].Test);
    }

    [Fact]
    public void An_edge_to_an_unknown_name_suggests_the_nearest()
    {
        scratch.Write("nodes.csv", "id,label\nannabel,a\nbob,b\n");
        scratch.Write("edges.csv", "bob,annabel\nbob,anabel\n");
        var error = Fails();
        Assert.Equal((2, 2), (error.Line, error.Column));
        Assert.Contains("Did you mean 'annabel'?", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_column_that_is_not_there_suggests_the_nearest()
    {
        scratch.Write("nodes.csv", "id,subject\na,x\nb,y\n");
        scratch.Write("edges.csv", "a,b\n");
        var error = Assert.Throws<DataException>(() => GraphReader.Read(scratch.Path, target: "subjct"));
        Assert.Contains("Did you mean 'subject'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_of_graphs_reads_and_selects()
    {
        scratch.Write("T.txt", "2\n2 1\n5 1 1\n7 1 0\n3 -1\n5 2 1 2\n5 1 0\n5 1 0\n");
        scratch.Write("test_folds.txt", "0\n1\n");
        var folder = new DataFolder(scratch.Path);
        var graphs = GraphCollectionReader.Read(folder, folder.Require("T.txt"));
        Assert.Equal([0, 2, 5], graphs.NodeOffsets);
        Assert.Equal([1, 0], graphs.Labels);
        Assert.Equal([0, 1, 0, 0, 0], graphs.NodeTags);
        Assert.Equal([1, 0, 3, 4, 2, 2], graphs.Columns);
        var second = graphs.Select([1, 1]);
        Assert.Equal([1, 2, 0, 0, 4, 5, 3, 3], second.Columns);
        Assert.Equal([0, 3, 6], second.NodeOffsets);
        Assert.Equal(2, graphs.TestFolds.Count);
    }

    [Theory]
    [InlineData("2\n1 0\n0 0\n", 4, "the end of the file")]
    [InlineData("1\n2 0\n0 1 5\n0 0\n", 3, "'5'")]
    [InlineData("1\n2 0\n0 2 1\n0 0\n", 3, "the end of the line")]
    public void A_broken_collection_is_named_by_line(string text, int line, string found)
    {
        var file = scratch.Write("T.txt", text);
        var error = Assert.Throws<DataException>(() => GraphCollectionReader.Read(new(scratch.Path), file));
        Assert.Equal((line, found), (error.Line, error.Found));
    }
}
