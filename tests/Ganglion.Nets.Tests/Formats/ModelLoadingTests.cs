namespace Ganglion.Nets.Tests;

public sealed class ModelLoadingTests : IDisposable
{
    private readonly Checks.Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Dictionary<string, Tensor> Named(IModel model) => model.Leaves().ToDictionary(l => l.Path, l => l.Tensor);

    [Fact]
    public void A_model_comes_back_from_its_file_bit_for_bit()
    {
        var net = Mlp.Create([3, 5, 2], new Rng(1), batchNorm: true);
        Safetensors.Save(_folder["net"], net);
        var (tensors, _) = Safetensors.Load(_folder["net"]);
        Assert.Equal(net.BitHash(), Mlp.Create([3, 5, 2], new Rng(2), batchNorm: true).Load(tensors).BitHash());
    }

    [Fact]
    public void Missing_misshapen_and_extra_tensors_are_all_named()
    {
        var tensors = Named(Linear.Create(3, 2, new Rng(1)));
        tensors.Remove("Bias");
        tensors["Weight"] = Tensor.Zeros([3, 2]);
        tensors["weight"] = Tensor.Zeros([1]);
        string message = Assert.Throws<ArgumentException>(() => Linear.Create(3, 2, new Rng(1)).Load(tensors)).Message;
        Assert.Contains("'Weight' is [3, 2], and the model has [2, 3]", message);
        Assert.Contains("'Bias' [2] is missing", message);
        Assert.Contains("'weight' [1] has no place", message);
    }

    [Fact]
    public void Extra_tensors_can_be_passed_over()
    {
        var tensors = Named(Linear.Create(3, 2, new Rng(1)));
        tensors["other"] = Tensor.Zeros([1]);
        Assert.Equal(Linear.Create(3, 2, new Rng(1)).BitHash(), Linear.Create(3, 2, new Rng(2)).Load(tensors, allowExtra: true).BitHash());
    }

    [Fact]
    public void A_placeholder_takes_any_shape()
    {
        var loaded = new Linear(Tensor.Zeros([0]), null).Load(new Dictionary<string, Tensor> { ["Weight"] = Checks.Random(1, 4, 7) });
        Assert.Equal([4, 7], loaded.Weight.Shape.ToArray());
        Assert.Equal(DType.F64, loaded.Weight.DType);
    }

    [Fact]
    public void Leaves_keep_their_element_type() =>
        Assert.Equal(DType.F64, Linear.Create(3, 2, new Rng(1), dtype: DType.F64).Load(Named(Linear.Create(3, 2, new Rng(2)))).Weight.DType);
}
