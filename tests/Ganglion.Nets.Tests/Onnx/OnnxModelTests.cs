using System.IO.Compression;
using Ganglion.Nets.Onnx;

namespace Ganglion.Nets.Tests.Onnx;

public sealed class OnnxModelTests
{
    private static readonly Dictionary<string, long> s_opsets = new() { [""] = 17 };

    private static OnnxValueInfo Info(string name, params string[] shape) => new(name, new(OnnxKind.Tensor, OnnxElement.Float, shape));

    private static OnnxNode Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        new("", op, inputs, outputs, attributes.ToDictionary(a => a.Name, a => new OnnxAttribute(a.Name, a.Value)), $"the {op}");

    private static OnnxModel Perceptron() => new(new OnnxFile
    {
        Opsets = s_opsets,
        Graph = new()
        {
            Nodes = [Node("Gemm", ["x", "w", "b"], ["h"], ("transB", 1L)), Node("Relu", ["h"], ["r"]), Node("MatMul", ["r", "v"], ["y"])],
            Inputs = [Info("x", "batch", "2")],
            Outputs = [Info("y", "batch", "1")],
            Initializers =
            [
                new("w", OnnxFloats.Of(Tensor.From([1f, -1, 0.5f, 2, -1, 1], 3, 2))), new("b", OnnxFloats.Of(Tensor.From([0.1f, 0.2f, -0.3f]))),
                new("v", OnnxFloats.Of(Tensor.From([1f, 2, -1], 3, 1))), new("unused", new OnnxIntegers([1L << 60], [1])),
            ],
        },
    }, "perceptron");

    [Fact]
    public void A_model_is_a_tree_of_its_weights_and_can_be_trained()
    {
        var model = Perceptron();
        Assert.Equal(["w", "b", "v"], model.Leaves().Select(l => l.Path));
        Assert.Equal(12, model.ParameterCount());
        var x = Tensor.From([1f, 2, 3, -1, 0.5f, 0.5f], 3, 2);
        var target = Tensor.From([1f, -2, 3], 3, 1);
        double Loss(OnnxModel m) => Nets.Loss.MeanSquaredError(m.Forward(x), target).Item();
        double before = Loss(model);
        var adam = new Adam(0.05);
        var state = adam.Init(model);
        for (int i = 0; i < 200; i++)
        {
            var (_, gradient) = Diff.ValueAndGrad(model, m => Nets.Loss.MeanSquaredError(m.Forward(x), target));
            (model, state) = adam.Step(model, gradient, state);
        }
        Assert.True(Loss(model) < before / 10, $"{before} became {Loss(model)}");

        // What was trained is what is written.
        var again = new OnnxModel(OnnxFile.Read(model.ToFile().ToBytes(), "again"));
        Assert.Equal(model.BitHash(), again.BitHash());
        Assert.Equal(model.Forward(x).ToArray(), again.Forward(x).ToArray());
    }

    [Fact]
    public void What_is_written_is_read_as_it_was()
    {
        var inner = new OnnxGraph { Name = "inner", Nodes = [Node("Neg", ["x"], ["n"])], Inputs = [], Outputs = [Info("n")] };
        var file = Perceptron().File with
        {
            Producer = "ganglion",
            Metadata = new Dictionary<string, string> { ["licence"] = "Apache-2.0" },
            Functions = [new("own", "Twice", ["a"], ["b"], ["by"], [Node("Add", ["a", "a"], ["b"])], s_opsets)],
        };
        file = file with
        {
            Graph = file.Graph with
            {
                Values = [new("s", new(OnnxKind.Sequence, Inner: new(OnnxKind.Tensor, OnnxElement.String, ["", "n", "0"]))),
                    new("u", new(OnnxKind.Tensor, OnnxElement.Int64))],
                Nodes =
                [
                    Node("All", ["x", "", "b"], ["q"], ("f", -0f), ("i", 0L), ("s", "é"),
                        ("t", new OnnxTensor("t", new OnnxStrings(["", "a"], [2]))), ("g", inner),
                        ("fs", (float[])[1, float.NaN]), ("is", (long[])[long.MinValue, -1, 0]), ("ss", (string[])["", "b"]),
                            ("gs", (OnnxGraph[])[inner]),
                        ("tp", new OnnxType(OnnxKind.Optional, Inner: new(OnnxKind.Tensor, OnnxElement.Bool, [])))),
                ],
            },
        };
        var bytes = file.ToBytes();
        var read = OnnxFile.Read(bytes, "file");
        Assert.Equal(bytes.ToArray(), read.ToBytes().ToArray());
        Assert.Equal(["f", "fs", "g", "gs", "i", "is", "s", "ss", "t", "tp"], read.Graph.Nodes[0].Attributes.Keys.Order());
        Assert.Equal([long.MinValue, -1, 0], (long[])read.Graph.Nodes[0].Attributes["is"].Value!);
        Assert.Equal("float [batch, 2]", read.Graph.Inputs[0].Type.ToString());
        Assert.Equal("sequence of string [?, n, 0]", read.Graph.Values[0].Type.ToString());
        Assert.Equal(1L << 60, ((OnnxIntegers)read.Graph.Initializers[3].Value).Span[0]);
        Assert.Equal("Apache-2.0", read.Metadata["licence"]);
    }

    [Fact]
    public void Every_element_type_survives_a_file()
    {
        (OnnxElement Type, long[] Values)[] whole =
        [
            (OnnxElement.UInt8, [0, 255]), (OnnxElement.Int8, [-128, 127]), (OnnxElement.UInt16, [0, 65535]), (OnnxElement.Int16, [-32768, 1]),
            (OnnxElement.Int32, [int.MinValue, 5]), (OnnxElement.Int64, [long.MinValue, long.MaxValue]), (OnnxElement.UInt32, [0, uint.MaxValue]),
            (OnnxElement.UInt64, [-1, 0]), (OnnxElement.Bool, [1, 0]),
        ];
        string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "value.pb");
        foreach (var (type, values) in whole)
        {
            OnnxValueFile.Save(file, new OnnxIntegers(values, [2], type));
            var read = (OnnxIntegers)OnnxValueFile.Load(file);
            Assert.Equal((type, values[0], values[1]), (read.Element, read.Span[0], read.Span[1]));
        }
        foreach (var type in (OnnxElement[])[OnnxElement.Float, OnnxElement.Float16, OnnxElement.BFloat16, OnnxElement.Double])
        {
            OnnxValueFile.Save(file, new OnnxFloats(Tensor.From([1.5, -0.25]).To(type == OnnxElement.Double ? DType.F64 : DType.F32), type));
            Assert.Null(OnnxAgreement.Fault(new OnnxFloats(Tensor.From([1.5, -0.25]).To(type == OnnxElement.Double ? DType.F64 : DType.F32), type),
                OnnxValueFile.Load(file)));
        }
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void A_function_of_the_file_is_an_operator_and_takes_its_attributes_from_the_call()
    {
        var scaled = new OnnxFunction("own", "Leak", ["a"], ["b"], ["slope"],
            [new("", "LeakyRelu", ["a"], ["b"], new Dictionary<string, OnnxAttribute> { ["alpha"] = new("alpha", null, "slope") })], s_opsets);
        var call = new OnnxNode("own", "Leak", ["x"], ["y"], new Dictionary<string, OnnxAttribute> { ["slope"] = new("slope", 0.5f) });
        var file = new OnnxFile
        {
            Opsets = new Dictionary<string, long> { [""] = 17, ["own"] = 1 },
            Functions = [scaled],
            Graph = new()
            {
                Nodes = [call, call with { Outputs = ["z"], Attributes = new Dictionary<string, OnnxAttribute>() }],
                Inputs = [Info("x", "2")],
                Outputs = [Info("y"), Info("z")]
            },
        };
        var made = new OnnxModel(OnnxFile.Read(file.ToBytes(), "f")).Forward(new Dictionary<string, OnnxValue> { ["x"] = Tensor.From([1f, -2]) });
        Assert.Equal([1f, -1], ((OnnxFloats)made["y"]).Tensor.ToArray());
        Assert.Equal([1f, -0.02f], ((OnnxFloats)made["z"]).Tensor.ToArray());
    }

    [Fact]
    public void Elements_outside_of_the_file_are_read_and_may_not_lie_outside_of_its_folder()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, path = Path.Combine(folder, "m.onnx");
        File.WriteAllBytes(Path.Combine(folder, "w.bin"), [.. new byte[4], .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f)]);
        OnnxFile Model(string location)
        {
            // A tensor of external data, by hand: dims 2, type float, location, offset 4, where = external.
            var t = new ProtoWriter();
            t.Int64s(1, [2]);
            t.Int64(2, 1);
            t.Text(8, "w");
            foreach (var pair in ((string, string)[])[("location", location), ("offset", "4"), ("length", "8")])
                t.Message(13, w => OnnxPair.Write(pair, w));
            t.Int64(14, 1);
            var g = new ProtoWriter();
            g.Message(1, n => OnnxNode.Write(Node("Identity", ["w"], ["y"]), n));
            g.Bytes(5, t.Written.Span);
            g.Message(12, o => OnnxValueInfo.Write(Info("y"), o));
            var m = new ProtoWriter();
            m.Bytes(7, g.Written.Span);
            return OnnxFile.Read(m.Written, path);
        }
        Assert.Equal([2f, 3], ((OnnxFloats)new OnnxModel(Model("w.bin")).Forward(new Dictionary<string, OnnxValue>())["y"]).Tensor.ToArray());
        Assert.Contains("no path below", Assert.Throws<FileFormatException>(() => Model("../w.bin")).Message);
        Assert.Contains("not beside the model", Assert.Throws<FileFormatException>(() => Model("v.bin")).Message);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Errors_name_the_node_the_operator_and_the_input()
    {
        var model = Perceptron();
        Assert.Contains("input 'x' (float [batch, 2]) must be given",
            Assert.Throws<ArgumentException>(() => model.Forward(new Dictionary<string, OnnxValue>())).Message);
        Assert.Contains("no input 'z'", Assert.Throws<ArgumentException>(() =>
            model.Forward(new Dictionary<string, OnnxValue> { ["x"] = Tensor.Ones([1, 2]), ["z"] = Tensor.Ones([1]) })).Message);
        string fault = Assert.Throws<OnnxException>(() => model.Forward(Tensor.Ones([1, 3]))).Message;
        Assert.Contains("perceptron, node 'the Gemm' (Gemm, opset 17)", fault);

        var strange = new OnnxModel(model.File with
        {
            Graph = model.File.Graph with
            {
                Nodes = [Node("Quux", ["x"], ["h"]),
            Node("Relu", ["h"], ["y"])]
            }
        }, "strange");
        Assert.Equal(["Quux (opset 17)"], strange.Unsupported);
        Assert.Contains("node 'the Quux'", Assert.Throws<OnnxException>(() => strange.Forward(Tensor.Ones([1, 2]))).Message);
    }

    [Fact]
    public void A_damaged_file_is_refused_wherever_it_is_cut_or_changed()
    {
        byte[] whole = Perceptron().File.ToBytes().ToArray();
        var rng = new Rng(3);
        for (int i = 0; i < 400; i++)
        {
            byte[] bytes = [.. whole.AsSpan(0, i % 2 == 0 ? rng.Split(i).Integers(1, whole.Length)[0] : whole.Length)];
            if (i % 2 == 1) bytes[rng.Split(i).Integers(1, whole.Length)[0]] ^= (byte)(1 << i % 8);
            try { OnnxFile.Read(bytes, "damaged"); }
            catch (FileFormatException e) { Assert.StartsWith("damaged, byte ", e.Message); }
        }
    }

    [Fact]
    public void Derivatives_of_converted_networks_agree_with_differences()
    {
        var cases = OnnxCase.All().Where(c => c.Kind == "pytorch-converted").ToList();
        if (cases.Count == 0) { Assert.Skip("No ONNX cases on this machine; set GANGLION_DATA."); return; }
        int compared = 0;
        foreach (var c in cases)
        {
            var model = new OnnxModel(OnnxFile.Read(c.Read("model.onnx"), c.Name), c.Name).To(DType.F64);
            if (model.ParameterCount() is 0 or > 40_000 || model.Inputs.Count != 1 || model.Operators.ContainsKey("Constant")) continue;
            if (model.Inputs[0].Type.Element != OnnxElement.Float) continue;
            var x = ((OnnxFloats)OnnxValueFile.Read(c.Read("test_data_set_0/input_0.pb"), c.Name, OnnxKind.Tensor)).Tensor.To(DType.F64);
            Tensor Loss(OnnxModel m) => m.Forward(x) is var y ? (y * new Rng(2).Normal(y.Shape, dtype: DType.F64)).Sum() :
                throw new InvalidOperationException();
            var direction = model.Map("", (path, leaf) => new Rng(3).Split(path).Normal(leaf.Shape, dtype: DType.F64));
            const double H = 1e-6;
            double along = Diff.Grad(model, Loss).Leaves().Zip(direction.Leaves(), (g, d) => (g.Tensor * d.Tensor).Sum().Item()).Sum();
            double step = (Loss(model.Zip(direction, (w, d) => w + d * H)).Item() - Loss(model.Zip(direction, (w, d) => w - d * H)).Item()) / (2 * H);
            Assert.True(Math.Abs(along - step) <= 1e-4 * (1 + Math.Abs(step)), $"{c.Name}: {along} by derivative, {step} by differences");
            compared++;
        }
        Assert.True(compared > 30, $"{compared} networks had weights to compare");
    }

    [Fact]
    public void Regions_are_pooled_by_whole_pixels()
    {
        var node = Node("MaxRoiPool", ["x", "rois"], ["y"], ("pooled_shape", (long[])[2, 2]), ("spatial_scale", 0.5f));
        var model = new OnnxModel(new OnnxFile
        {
            Opsets = s_opsets,
            Graph = new()
            {
                Nodes = [node],
                Inputs = [Info("x", "1", "1", "4", "4"), Info("rois", "2", "5")],
                Outputs = [Info("y", "2", "1", "2", "2")]
            },
        });
        var made = model.Forward(new Dictionary<string, OnnxValue>
        {
            ["x"] = Tensor.Range(16).Reshape(1, 1, 4, 4),
            ["rois"] = Tensor.From([0f, 0, 0, 6, 6, 0, 2, 2, 6, 4], 2, 5),
        });

        // The first region is the image: quarters of it. The second is 3 wide and 2 high from (1, 1): columns 1-2 and 2-3, rows 1 and 2.
        Assert.Equal([5f, 7, 13, 15, 6, 7, 10, 11], ((OnnxFloats)made["y"]).Tensor.ToArray());
    }

    [Theory]
    [InlineData("bvlc_alexnet"), InlineData("densenet121"), InlineData("inception_v1"), InlineData("inception_v2"), InlineData("resnet50"),
        InlineData("shufflenet")]
    [InlineData("squeezenet"), InlineData("vgg19"), InlineData("zfnet512")]
    public void A_published_architecture_runs(string name)
    {
        string? file = OnnxCase.Folders("GANGLION_DATA").Select(f => Path.Combine(f, "onnx-light-models", $"light_{name}.onnx.gz"))
            .FirstOrDefault(File.Exists);
        if (file is null) { Assert.Skip("onnx-light-models is not on this machine; set GANGLION_DATA."); return; }
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress)) zip.CopyTo(bytes);
        var model = new OnnxModel(OnnxFile.Read(bytes.ToArray(), name), name);
        Assert.Empty(model.Unsupported);
        int[] shape = model.Inputs[0].Type.Sizes!;
        Assert.Equal([1, 3, 224, 224], shape);
        var y = Memory.Scope(() => model.Forward(new Rng(1).Uniform(shape))).ToArray();

        // The weights are constant within a tensor, so all classes come out alike: a softmax gives 1/1000 each.
        Assert.Equal(1000, y.Length);
        Assert.All(y, v => Assert.Equal(name == "densenet121" ? y[0] : 0.001f, v, 1e-6f));
        Assert.True(float.IsFinite(y[0]));
    }
}
