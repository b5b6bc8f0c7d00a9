using System.Buffers.Binary;
using Ganglion.Lab;
using Ganglion.Recipes;

namespace Ganglion.Cli.Tests;

/// <summary>Each broken input gives one error that names place, expectation and remedy; the exit code is not 0 and nothing is written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void A_ragged_row_is_named_by_line() => Fails(["fit", _cli.Write("a.csv", "x,y,target\n1,2,a\n3,4\n5,6,b\n")], "a.csv", "3");

    [Fact]
    public void A_target_that_is_not_a_number_is_named() =>
        Fails(["fit", _cli.Write("a.csv", Rows("x,price", i => $"{i},{(i == 7 ? "cheap" : i * 2)}")), "--target", "price", "--metric", "rmse"], "a.csv", "cheap", "9");

    [Fact]
    public void A_target_of_numbers_and_one_word_names_the_word() =>
        Fails(["fit", _cli.Write("a.csv", Rows("x,price", i => $"{i},{(i == 7 ? "cheap" : i * 2)}")), "--target", "price"], "price", "cheap", "row 8");

    [Fact]
    public void An_edge_to_a_missing_node_is_named()
    {
        _cli.Write("g/nodes.csv", "id,label,x\na,p,1\nb,q,2\nc,p,3\n");
        _cli.Write("g/edges.csv", "source,target\na,b\nb,zebra\n");
        Fails(["fit", Path.Combine(_cli.Folder, "g")], "zebra", "edges.csv");
    }

    [Fact]
    public void A_graph_whose_types_contradict_themselves_names_the_types()
    {
        _cli.Write("h/nodes.csv", "id,type,label\na,author,\nb,author,\np,paper,x\nq,paper,y\n");
        _cli.Write("h/edges.csv", "source,relation,target\na,writes,p\nb,writes,q\np,writes,q\n");
        Fails(["fit", Path.Combine(_cli.Folder, "h")], "'writes'", "'paper'", "'author'", "edges.csv", "line 4");
    }

    [Fact]
    public void A_typed_edge_to_a_missing_node_names_the_file_of_the_type()
    {
        _cli.Write("t/nodes_author.csv", "id,age\na,1\nb,2\n");
        _cli.Write("t/nodes_paper.csv", "id,label\np,x\nq,y\n");
        _cli.Write("t/edges_author_writes_paper.csv", "author,paper\na,p\nb,zebra\n");
        Fails(["fit", Path.Combine(_cli.Folder, "t")], "zebra", "nodes_paper.csv", "edges_author_writes_paper.csv");
    }

    [Fact]
    public void A_graph_with_a_single_class_is_named()
    {
        _cli.Write("g/nodes.csv", "id,label\na,only\nb,only\nc,only\n");
        _cli.Write("g/edges.csv", "source,target\na,b\nb,c\n");
        Fails(["fit", Path.Combine(_cli.Folder, "g")], "one class 'only'", "two classes");
    }

    [Fact]
    public void A_graph_without_edges_or_without_nodes_is_named()
    {
        _cli.Write("g/nodes.csv", "id,label\na,x\nb,y\nc,x\n");
        _cli.Write("g/edges.csv", "source,target\n");
        Fails(["fit", Path.Combine(_cli.Folder, "g")], "without an edge");
        _cli.Write("n/nodes.csv", "id,label\n");
        _cli.Write("n/edges.csv", "source,target\n");
        Fails(["fit", Path.Combine(_cli.Folder, "n")], "nodes.csv");
    }

    [Fact]
    public void A_label_column_that_does_not_exist_gets_the_nearest_name() =>
        Fails(["fit", _cli.Write("a.csv", Rows("weight,species", i => $"{i},{(i % 2 == 0 ? "cat" : "dog")}")), "--target", "specie"], "specie", "species");

    [Fact]
    public void A_paper_that_no_recipe_runs_yet_is_named()
    {
        var run = RecipeTable.All.Select(e => e.Create().Paper.Catalog).ToHashSet();
        string open = Catalogue.All.Last(row => !run.Contains(row.Id)).Id;
        Fails(["show", open], open, "yet");
    }

    [Fact]
    public void An_empty_file_is_named() => Fails(["fit", _cli.Write("empty.csv", "")], "empty");

    [Fact]
    public void A_truncated_idx_file_is_named()
    {
        var header = new byte[16 + 100];
        BinaryPrimitives.WriteInt32BigEndian(header, 0x803);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 10);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), 28);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(12), 28);
        Directory.CreateDirectory(Path.Combine(_cli.Folder, "i"));
        File.WriteAllBytes(Path.Combine(_cli.Folder, "i", "train-images-idx3-ubyte"), header);
        File.WriteAllBytes(Path.Combine(_cli.Folder, "i", "train-labels-idx1-ubyte"), [0, 0, 8, 1, 0, 0, 0, 10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Fails(["fit", Path.Combine(_cli.Folder, "i")], "train-images-idx3-ubyte");
    }

    [Fact]
    public void A_truncated_network_is_named()
    {
        var (code, output, error) = _cli.Run("fit", "iris", "--recipe", "linear", "--seeds", "1", "--no-search", "--no-ensemble", "--out", "run");
        Assert.True(code == 0, output + error);
        string file = Directory.GetFiles(Path.Combine(_cli.Folder, "run"), "network.safetensors", SearchOption.AllDirectories)[0];
        using (var stream = File.OpenWrite(file)) stream.SetLength(stream.Length - 10);
        var before = Directory.GetFileSystemEntries(_cli.Folder);
        var (code2, _, error2) = _cli.Run("predict", Path.GetDirectoryName(file)!, "iris");
        Assert.NotEqual(0, code2);
        Assert.Contains("safetensors", error2);
        Assert.DoesNotContain("   at ", error2);
        Assert.Equal(before, Directory.GetFileSystemEntries(_cli.Folder));
    }

    [Fact]
    public void A_data_set_that_does_not_exist_gets_the_nearest_name() => Fails(["fit", "titanik"], "titanik", "titanic");

    [Fact]
    public void A_recipe_that_does_not_exist_gets_the_nearest_name() => Fails(["fit", "iris", "--recipe", "liner"], "liner", "linear");

    private void Fails(string[] args, params string[] named)
    {
        var before = Directory.GetFileSystemEntries(_cli.Folder, "*", SearchOption.AllDirectories);
        var (code, output, error) = _cli.Run(args);
        Assert.True(code is not 0, output);
        foreach (string word in named) Assert.Contains(word, error);
        Assert.DoesNotContain("   at ", error);                  // no stack trace
        Assert.Equal(before, Directory.GetFileSystemEntries(_cli.Folder, "*", SearchOption.AllDirectories));
    }

    private static string Rows(string header, Func<int, string> row) => header + "\n" + string.Join('\n', Enumerable.Range(0, 40).Select(row)) + "\n";
}
