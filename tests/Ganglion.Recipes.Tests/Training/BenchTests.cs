using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes.Tests;

public sealed class BenchTests
{
    [Fact]
    public void A_trajectory_is_the_loss_before_each_step_and_leaves_its_start()
    {
        var start = new Linear(Tensor.From((double[])[2], 1, 1), null);
        var t = Trajectory.Follow(start, new Sgd(0.25), 3, (m, _) => m.Weight.Square().Sum());
        Assert.Equal([4.0, 1, 0.25], t.Losses);
        Assert.Equal((2.0, 0.25, false), (start.Weight.Item(), t.Net.Weight.Item(), t.Diverged));
        var lost = Trajectory.Follow(start, new Sgd(1e200), 9, (m, _) => m.Weight.Square().Sum());
        Assert.True(lost.Diverged && double.IsInfinity(lost.Final) && double.IsInfinity(lost.Roughness));
    }

    [Fact]
    public void Windows_are_followed_by_the_next_character()
    {
        var text = CharacterText.From(string.Concat(Enumerable.Repeat("abcde", 40)));
        Assert.Equal("abcde", text.Alphabet);
        Assert.Equal("cab", text.Decode([2, 0, 1]));
        var bench = new CharBench(text, 7);
        var (ids, next) = bench.Batch(3, 4, new Rng(1));
        Assert.Equal([4, 7], ids.Shape.ToArray());
        for (int i = 0; i < ids.Length; i++) Assert.Equal((ids[i] + 1) % 5, next[i]);
        Assert.Equal(1.5, bench.HeldLoss((x, _) => Tensor.Full([], x.Shape[0] == 16 ? 1.5 : double.NaN)));
    }
}
