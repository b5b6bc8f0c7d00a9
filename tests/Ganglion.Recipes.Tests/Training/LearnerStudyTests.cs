using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes.Tests.Training;

public sealed class LearnerStudyTests
{
    private static readonly ImageInfo s_info = new(1, 6, 6, ["a", "b", "c"], 0, 1);

    public static TheoryData<string> Learners => ["backprop", "feedback", "direct", "kolen-pollack", "product", "highway", "pipelined"];

    [Theory, MemberData(nameof(Learners))]
    public void One_network_trains_under_every_learner(string name)
    {
        Optimizer sgd = new Sgd(0.1);
        Learner learner = name switch
        {
            "feedback" => new FeedbackAlignment(new Rng(1)),
            "direct" => new DirectFeedback(new Rng(1)),
            "kolen-pollack" => new KolenPollack(new Rng(1), sgd),
            "product" => new ProductFeedback(new Rng(1), sgd),
            "highway" => new HighwayBackprop(1),
            "pipelined" => new Pipelined(path => path.StartsWith("Layers.2", StringComparison.Ordinal) ? 0 : 2) { Predict = true },
            _ => new Backprop(),
        };
        var net = FeedbackNet.Create(s_info, [(4, 2)], [16, 16], new Rng(2));
        int[] y = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        var x = new Rng(3).Normal([30, 1, 6, 6], 0, 0.3) + Tensor.From([.. y.Select(c => c - 1f)], 30, 1, 1, 1);   // dark, grey, bright
        var run = Trajectory.Follow(net, sgd, 150, (m, _) => m.Forward(x).SoftmaxCrossEntropy(y).Mean(), learner);
        Assert.False(run.Diverged);
        Assert.True(run.Final < 0.8 * run.Losses[0], $"{run.Losses[0]} to {run.Final}");
    }

    [Fact]
    public void A_trajectory_hands_the_learners_state_from_step_to_step()
    {
        var states = new List<LearnerState>();
        var run = Trajectory.Follow(Linear.Create(1, 1, new Rng(4)), new Sgd(0.1), 3, (m, _) =>
            m.Weight.Square().Sum(), new Pipelined(_ => 1), default,
            (_, _, state) => states.Add(state));
        Assert.Equal(3, states.Count);
        Assert.Equal(run.Learnt.BitHash(), states[^1].BitHash());
        Assert.NotEqual(states[0].BitHash(), states[^1].BitHash());
    }
}
