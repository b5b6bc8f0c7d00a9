using System.Text.Json.Nodes;
using Ganglion.Nets;
using Ganglion.Nets.Onnx;

namespace Ganglion.Cli.Tests;

public sealed class ImportTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    // y = relu(x · w + b), and the position of the larger of both.
    private string Model(string relu = "Relu")
    {
        static OnnxNode Node(string op, string[] inputs, string output) => new("", op, inputs, [output], new Dictionary<string, OnnxAttribute>(), op.ToLowerInvariant());
        static OnnxValueInfo Info(string name, OnnxElement type, params string[] shape) => new(name, new(OnnxKind.Tensor, type, shape));
        string path = Path.Combine(_cli.Folder, "small.onnx");
        new OnnxFile
        {
            Opsets = new Dictionary<string, long> { [""] = 13 },
            Graph = new()
            {
                Nodes = [Node("Gemm", ["x", "w", "b"], "h"), Node(relu, ["h"], "y"), new("", "ArgMax", ["y"], ["best"],
                    new Dictionary<string, OnnxAttribute> { ["axis"] = new("axis", 1L), ["keepdims"] = new("keepdims", 0L) })],
                Inputs = [Info("x", OnnxElement.Float, "n", "3")],
                Outputs = [Info("y", OnnxElement.Float, "n", "2"), Info("best", OnnxElement.Int64, "n")],
                Initializers = [new("w", OnnxFloats.Of(Tensor.From([1f, -1, 0, 2, 1, 1], 3, 2))), new("b", OnnxFloats.Of(Tensor.From([0f, 0.5f])))],
            },
        }.Save(path);
        return path;
    }

    [Fact]
    public void An_imported_network_predicts_by_its_name_from_tables_and_arrays()
    {
        var (code, json, error) = _cli.Run("import", Model(), "--json");
        Assert.True(code == 0, error);
        var said = JsonNode.Parse(json)!;
        Assert.Equal("float [n, 3]", said["inputs"]![0]!["type"]!.GetValue<string>());
        Assert.Equal((8L, 1), (said["parameters"]!.GetValue<long>(), said["operators"]!["Relu"]!.GetValue<int>()));
        File.Delete(Path.Combine(_cli.Folder, "small.onnx"));                         // what is kept needs nothing else

        const string expected = "row,y[0],y[1],best\n1,4,4.5,1\n2,0,2.5,1\n3,2,0,0\n";
        _cli.Write("rows.csv", "a,b,c\n1,1,3\n-1,0,1\n2,-1,0\n");
        var (code2, csv, error2) = _cli.Run("predict", "small", "rows.csv");
        Assert.True(code2 == 0, error2);
        Assert.Equal(expected, csv);

        Npy.Save(Path.Combine(_cli.Folder, "rows.npy"), Tensor.From([1f, 1, 3, -1, 0, 1, 2, -1, 0], 3, 3));
        Assert.Equal(expected, _cli.Run("predict", said["folder"]!.GetValue<string>(), "rows.npy").Out);
        var (code3, _, error3) = _cli.Run("predict", "small", "rows.npy", "--out", "answer.npy");
        Assert.True(code3 == 0, error3);
        Assert.Equal([4f, 4.5f, 0, 2.5f, 2, 0], Npy.Load(Path.Combine(_cli.Folder, "answer.y.npy")).ToArray());
        Assert.Equal([1, 1, 0], Npy.LoadIntegers(Path.Combine(_cli.Folder, "answer.best.npy")).Span.ToArray());
    }

    [Fact]
    public void A_file_predicts_without_being_imported_and_says_what_it_takes()
    {
        OnnxValueFile.Save(Path.Combine(_cli.Folder, "input_0.pb"), OnnxFloats.Of(Tensor.From([2f, -1, 0], 1, 3)));
        var (code, csv, error) = _cli.Run("predict", Model(), "input_0.pb");
        Assert.True(code == 0, error);
        Assert.Equal("row,y[0],y[1],best\n1,2,0,0\n", csv);

        _cli.Write("wide.csv", "a,b,c,d\n1,1,3,4\n1,2,3,5\n");
        var (code2, _, error2) = _cli.Run("predict", "small.onnx", "wide.csv");
        Assert.Equal(2, code2);
        Assert.Contains("x: float [n, 3]", error2);
    }

    [Fact]
    public void Operators_that_are_not_there_are_named()
    {
        var (code, _, error) = _cli.Run("import", Model("Quux"));
        Assert.Equal(2, code);
        Assert.Contains("no operator Quux (opset 13)", error);
        Assert.False(Directory.Exists(Path.Combine(_cli.Folder, "networks")));
    }
}
