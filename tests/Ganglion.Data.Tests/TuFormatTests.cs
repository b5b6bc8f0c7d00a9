namespace Ganglion.Data.Tests;

public sealed class TuFormatTests
{
    private static string Folder() => Directory.CreateTempSubdirectory("ganglion-tu-").FullName;

    /// <summary>A triangle and a link between two nodes, with everything that the form has.</summary>
    private static readonly (string File, string[] Lines)[] s_files =
    [
        ("A", ["1, 2", "1, 3", "2, 1", "2, 3", "3, 1", "3, 2", "4, 5", "5, 4"]),
        ("graph_indicator", ["1", "1", "1", "2", "2"]),
        ("graph_labels", ["1", "-1"]),
        ("graph_attributes", ["0.5, 1", "-2.25, 3"]),
        ("node_labels", ["6", "8", "6", "7", "7"]),
        ("node_attributes", ["1.5, 0", "2, 0", "3, 0.25", "4, 0", "5, 1"]),
        ("edge_labels", ["0", "1", "0", "2", "1", "2", "0", "0"]),
        ("edge_attributes", ["0.1", "0.2", "0.1", "0.3", "0.2", "0.3", "0.4", "0.4"]),
    ];

    private static string Written(string? file = null, params string[] lines)
    {
        string folder = Folder();
        foreach (var (name, content) in s_files) File.WriteAllLines(Path.Combine(folder, $"TWO_{name}.txt"), name == file ? lines : content);
        return folder;
    }

    [Fact]
    public void All_that_the_form_has_is_read()
    {
        var graphs = TuFormat.Read(Written());
        Assert.Equal(2, graphs.Count);
        Assert.Equal([0, 3, 5], graphs.NodeOffsets);
        Assert.Equal([0, 2, 4, 6, 7, 8], graphs.RowPointers);
        Assert.Equal([1, 2, 0, 2, 0, 1, 4, 3], graphs.Columns);
        Assert.Equal(["-1", "1"], graphs.ClassNames);
        Assert.Equal([1, 0], graphs.Labels);
        Assert.Equal(["6", "7", "8"], graphs.TagNames);
        Assert.Equal([0, 2, 0, 1, 1], graphs.NodeTags);
        Assert.Equal([0.5, 1, -2.25, 3], graphs.Targets);
        Assert.Equal((2, 1, 3, 2), (graphs.NodeWidth, graphs.EdgeWidth, graphs.EdgeLabelCount, graphs.TargetCount));
        Assert.Equal([0.1f, 0.2f, 0.1f, 0.3f, 0.2f, 0.3f, 0.4f, 0.4f], graphs.EdgeAttributes);
    }

    [Fact]
    public void What_is_written_again_is_the_same_to_the_byte()
    {
        string from = Written(), to = Folder();
        TuFormat.Write(TuFormat.Read(from), to, "TWO");
        foreach (var (file, _) in s_files)
            Assert.Equal(File.ReadAllText(Path.Combine(from, $"TWO_{file}.txt")), File.ReadAllText(Path.Combine(to, $"TWO_{file}.txt")));
    }

    [Fact]
    public void The_order_of_edges_in_the_file_does_not_matter()
    {
        string shuffled = Written("A", "5, 4", "1, 2", "3, 2", "1, 3", "2, 1", "4, 5", "2, 3", "3, 1");
        File.WriteAllLines(Path.Combine(shuffled, "TWO_edge_labels.txt"), ["0", "0", "2", "1", "0", "0", "2", "1"]);
        File.Delete(Path.Combine(shuffled, "TWO_edge_attributes.txt"));
        var (a, b) = (TuFormat.Read(shuffled), TuFormat.Read(Written()));
        Assert.Equal(b.Columns, a.Columns);
        Assert.Equal(b.EdgeLabels, a.EdgeLabels);
    }

    [Fact]
    public void A_folder_in_the_form_is_recognised()
    {
        var set = DataSource.Open(Written());
        Assert.Equal(DataForm.GraphCollection, set.Form);
        Assert.Contains(set.Description, line => line.Contains("edge labels", StringComparison.Ordinal));
    }

    [Fact]
    public void A_batch_takes_everything_along()
    {
        var second = TuFormat.Read(Written()).Select([1]);
        Assert.Equal([0, 2], second.NodeOffsets);
        Assert.Equal([1, 0], second.Columns);
        Assert.Equal([4, 0, 5, 1], second.NodeAttributes);
        Assert.Equal([0.4f, 0.4f], second.EdgeAttributes);
        Assert.Equal([0, 0], second.EdgeLabels);
        Assert.Equal([-2.25, 3], second.Targets);
        Assert.Equal([0], second.Labels);
    }

    [Theory]
    [InlineData("A", "an edge from node 4 of graph 2 to node 3 of graph 1", "1, 2", "3, 4")]
    [InlineData("A", "a node from 1 to 5", "1, 6")]
    [InlineData("graph_indicator", "graph 2 has no node", "1", "1", "1", "3", "3")]
    [InlineData("graph_indicator", "one after another", "1", "1", "2", "1", "2")]
    [InlineData("graph_labels", "found 3 lines; expected 2, one a graph", "1", "1", "0")]
    [InlineData("node_labels", "found 1 lines; expected 5, one a node", "1")]
    [InlineData("edge_labels", "found 2 lines; expected 8, one an edge", "1", "1")]
    [InlineData("node_attributes", "2, as in the first line", "1, 2", "3")]
    public void Files_that_contradict_each_other_are_told_of(string file, string message, params string[] lines) =>
        Assert.Contains(message, Assert.Throws<DataException>(() => TuFormat.Read(Written(file, lines))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_published_collection_is_the_same_after_a_round_trip()
    {
        DataSet set;
        try
        {
            set = DataSource.Open("mutag");
        }
        catch (DataException)
        {
            Assert.Skip("MUTAG is not on this machine.");
            return;
        }
        string folder = Folder();
        TuFormat.Write(set.GraphCollection, folder, "MUTAG");
        var (a, b) = (set.GraphCollection, TuFormat.Read(folder));
        Assert.Equal(a.NodeOffsets, b.NodeOffsets);
        Assert.Equal(a.RowPointers, b.RowPointers);
        Assert.Equal(a.Columns, b.Columns);
        Assert.Equal(a.NodeTags, b.NodeTags);
        Assert.Equal(a.Labels, b.Labels);
        Assert.Equal(a.ClassNames, b.ClassNames);
        Assert.Equal(a.TestFolds, b.TestFolds);
    }
}
