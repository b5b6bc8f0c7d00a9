using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>AMSGrad: where Adam goes wrong, and a step that does not.</summary>
[Recipe("amsgrad")]
public sealed partial class AmsGrad : Study
{
    public override Paper Paper => new("On the Convergence of Adam and Beyond", "Reddi, Kale, Kumar", 2018, "arXiv:1904.09237", "P321");

    public override string Summary =>
        "Adam forgets rare large gradients and can walk the wrong way; dividing by the largest v so far, v̂ₜ = max(v̂ₜ₋₁, vₜ), repairs it.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("online", "For 1010x every 101st step and -10x otherwise on [-1, 1], Adam goes to +1, AMSGrad to -1 (figure 1).", e =>
            Compare(e, (_, step) => step % 101 == 0 ? 1010 : -10)),
        new("stochastic", "For 1010x with probability 0.01 and -10x otherwise, the same (figure 1, right).", e =>
            Compare(e, (rng, step) => rng.Uniform(step) < 0.01 ? 1010 : -10)),
        new("logistic-regression", "On MNIST with rate α/√t, AMSGrad's loss is at or below Adam's, each at its best α and β₂ (figure 2).", e =>
            CompareOnDigits(e, hidden: 0, images: 30_000, [0.003, 0.01, 0.03], InverseRoot.Instance)),
        new("perceptron", "On MNIST with one hidden layer of 100 units and a constant rate, the same (figure 2).", e =>
            CompareOnDigits(e, hidden: 100, images: 10_000, [3e-4, 1e-3, 3e-3], Schedule.Constant)),
    ];

    private static void Compare(Experiment e, Func<Rng, int, double> slope)
    {
        var (adam, amsgrad) = (Walk(false), Walk(true));
        e.AtLeast("where Adam stays, over the last tenth", adam.X, e.By(-1, 0.9, 0.9), paper: 1);
        e.AtLeast("Adam's average regret", adam.Regret, e.By(-1e9, 0.1, 0.1));
        e.AtMost("where AMSGrad stays", amsgrad.X, e.By(1, -0.9, -0.9), paper: -1);
        e.AtMost("AMSGrad's average regret as a share of Adam's", amsgrad.Regret / adam.Regret, e.By(1e9, 0.2, 0.2));

        (double X, double Regret) Walk(bool keepLargest)
        {
            int steps = e.By(300, 2_000_000, 5_000_000);
            var optimizer = new Adam(1) { Beta2 = 0.99, AmsGrad = keepLargest, Schedule = InverseRoot.Instance }.Project((_, x) => x.Clamp(-1, 1));
            var (at, rng, regret, late) = (new Point(Tensor.Zeros([1])), e.Rng, 0.0, 0.0);
            var state = optimizer.Init(at);
            for (int step = 0; step < steps; step++)
            {
                double c = slope(rng, step), x = at.X.Item();
                regret += c * (x + 1);                                        // the best fixed point is -1
                if (step >= steps / 10 * 9) late += x;
                (at, state) = optimizer.StepInPlace(at, new(Tensor.Full([1], c)), state);
            }
            return (late / (steps - steps / 10 * 9), regret / steps);
        }
    }

    private static void CompareOnDigits(Experiment e, int hidden, int images, double[] rates, Schedule schedule)
    {
        int train = e.By(64, images, 50_000), held = e.By(32, 4_000, 4_000), epochs = e.By(1, 6, 30), seeds = e.By(1, 2, 3);
        if (e.Budget == Budget.Smoke) rates = rates[..1];
        var task = (ImageClassification)e.Task("mnist");
        train = Math.Min(train, task.TrainCount * 2 / 3);
        held = Math.Min(held, task.TrainCount - train);
        var (x, y) = Flat(0, train);
        var (heldX, heldY) = Flat(train, held);
        var (adam, amsgrad) = (Best(false), Best(true));
        e.AtMost("AMSGrad's training loss less Adam's", [.. amsgrad.Zip(adam, (a, b) => a.Train - b.Train)], 0);
        e.AtMost("AMSGrad's loss on held-out digits less Adam's", [.. amsgrad.Zip(adam, (a, b) => a.Held - b.Held)], 0);
        foreach (var (name, runs) in ((string, (double Train, double Held)[])[])[("Adam", adam), ("AMSGrad", amsgrad)])
            e.Note(FormattableString.Invariant($"{name}: {runs.Average(r => r.Train):0.0000} in training, {runs.Average(r => r.Held):0.0000} held out."));

        // The rate and the memory with the lowest training loss.
        (double Train, double Held)[] Best(bool keepLargest) => rates.SelectMany(rate => (double[])[0.99, 0.999], (rate, beta2) => (rate, beta2))
            .Select(o => Enumerable.Range(0, seeds).Select(seed => Fit(new Adam(o.rate) { Beta2 = o.beta2, AmsGrad = keepLargest }, seed)).ToArray())
            .MinBy(r => r.Average(l => l.Train))!;

        (double Train, double Held) Fit(Adam how, int seed)
        {
            var run = new Run(seed, e.Budget, e.Cancel);
            int[] sizes = hidden == 0 ? [x.Size(1), task.Classes] : [x.Size(1), hidden, task.Classes];
            var net = run.Train(Mlp.Create(sizes, run.Rng.Split("init")), new Training { Optimizer = how with { Schedule = schedule }, Epochs = epochs, Items = train },
                (m, step) => Loss(m, x.GatherRows(step.Items), Array.ConvertAll(step.Items, i => y[i])));
            return (Memory.Scope(() => Loss(net, x, y)).Item(), Memory.Scope(() => Loss(net, heldX, heldY)).Item());
        }

        static Tensor Loss(Mlp net, Tensor x, IntTensor y) => net.Forward(x).SoftmaxCrossEntropy(y).Mean();

        (Tensor, IntTensor) Flat(int from, int count)
        {
            var (images, labels) = task.Batch([.. Enumerable.Range(from, count)]);
            return (images.Flatten(1), labels);
        }
    }

    /// <summary>αₜ = α/√t.</summary>
    private sealed record InverseRoot : Schedule
    {
        public static Schedule Instance { get; } = new InverseRoot();

        public override double At(long step) => 1 / Math.Sqrt(step + 1);
    }

    /// <summary>A point of the line.</summary>
    [Model]
    internal sealed partial record Point(Tensor X);

    public override string Notes => "The digits' test losses are taken on training images that are not trained on; at check budget with half "
        + "or a sixth of the paper's images and fewer passes. The CIFAR-10 network is left out. Moments are corrected for their start, "
        + "which the paper's algorithm 2 does not do.";
}
