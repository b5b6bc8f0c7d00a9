namespace Ganglion.Nets.Tests;

public sealed class ConvolutionLayerTests
{
    private static readonly Rng Key = new(81);
    private const DType F64 = DType.F64;

    [Fact]
    public void Gradients_reach_every_leaf()
    {
        Checks.Gradients(Conv1d.Create(4, 6, 3, Key, 2, (2, 0), 2, groups: 2, dtype: F64), m => m.Forward(Checks.Random(1, 2, 4, 9)).Square().Sum());
        Checks.Gradients(Conv3d.Create(2, 3, (2, 3, 1), Key, 2, 1, dtype: F64), m => m.Forward(Checks.Random(2, 2, 2, 3, 4, 3)).Square().Sum());
        Checks.Gradients(ConvTranspose1d.Create(4, 6, 3, Key, 2, 1, 1, groups: 2, dtype: F64),
            m => m.Forward(Checks.Random(3, 2, 4, 5)).Square().Sum());
        Checks.Gradients(ConvTranspose2d.Create(2, 3, 3, Key, 2, 1, 1, dtype: F64), m => m.Forward(Checks.Random(4, 2, 2, 3, 4)).Square().Sum());
        Checks.Gradients(ConvTranspose3d.Create(2, 3, 2, Key, 2, dtype: F64), m => m.Forward(Checks.Random(5, 1, 2, 2, 3, 2)).Square().Sum());
        Checks.Gradients(WeightNorm.Create(Checks.Random(6, 3, 2, 2)), m => (m.Weight() * Checks.Random(7, 3, 2, 2)).Sum());
        var spectral = new SpectralNorm(Checks.Random(8, 4, 3));
        var state = spectral.InitialState(Key);
        Checks.Gradients(spectral, m => (m.Weight(state, train: false).Weight * Checks.Random(9, 4, 3)).Sum());
    }

    [Fact]
    public void Strides_are_undone_by_the_transposed_layer_of_the_same_numbers()
    {
        var x = Checks.Random(10, 1, 3, 8, 6);
        var y = Conv2d.Create(3, 5, 3, Key, 2, 1, dtype: F64).Forward(x);
        Assert.Equal([1, 3, 8, 6], ConvTranspose2d.Create(5, 3, 3, Key, 2, 1, 1, dtype: F64).Forward(y).Shape.ToArray());
        Assert.Equal([2, 6, 5], Conv1d.Create(3, 6, 3, Key, padding: 1).Forward(new Rng(1).Normal([2, 3, 5])).Shape.ToArray());
        Assert.Equal([1, 6, 2, 3, 4], Conv3d.Create(3, 6, 3, Key, padding: 1).Forward(new Rng(1).Normal([1, 3, 2, 3, 4])).Shape.ToArray());
        foreach (var create in (Action[])[() => Conv1d.Create(3, 6, 3, Key, groups: 2), () => Conv3d.Create(3, 6, 3, Key, groups: 2),
            () => ConvTranspose2d.Create(3, 6, 3, Key, groups: 2)])
            Assert.Contains("2 groups must divide", Assert.Throws<ArgumentException>(create).Message);
    }

    [Fact]
    public void First_weights_lie_within_the_bounds_of_PyTorch()
    {
        Assert.InRange(Conv3d.Create(8, 40, 3, Key).Weight.Abs().Max().Item(), 0.95 / Math.Sqrt(8 * 27), 1 / Math.Sqrt(8 * 27));
        Assert.InRange(ConvTranspose2d.Create(40, 8, 3, Key).Weight.Abs().Max().Item(), 0.95 / Math.Sqrt(8 * 9), 1 / Math.Sqrt(8 * 9));
        Assert.InRange(ConvTranspose1d.Create(40, 8, 3, Key, groups: 2).Bias!.Abs().Max().Item(), 0, 1 / Math.Sqrt(4 * 3));
    }

    [Fact]
    public void A_weight_of_directions_and_lengths_is_what_it_was_made_of()
    {
        var w = Checks.Random(11, 4, 2, 3, 3);
        var norm = WeightNorm.Create(w);
        Checks.Close(w, norm.Weight());
        Checks.Close(w * 3, (norm with { Length = norm.Length * 3, Direction = norm.Direction * 0.2 }).Weight());
    }

    [Fact]
    public void Power_iterations_find_the_largest_singular_value()
    {
        var w = Tensor.From([3.0, 0, 0, 0, -5, 0], 2, 3);
        var norm = new SpectralNorm(w);
        Checks.Close(w / 5, norm.Weight(norm.InitialState(Key), train: false).Weight, 1e-6);
        var moved = norm with { Raw = Tensor.From([8.0, 0, 0, 0, -5, 0], 2, 3) };
        var state = norm.InitialState(Key);
        for (int i = 0; i < 60; i++) (_, state) = moved.Weight(state, train: true);
        Checks.Close(moved.Raw / 8, moved.Weight(state, train: false).Weight, 1e-6);
        Assert.Same(state, moved.Weight(state, train: false).Next);
    }
}
