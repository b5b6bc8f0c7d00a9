using System.Globalization;
using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Message passing that turns, moves and is mirrored with its input.</summary>
[Recipe("egnn")]
public sealed partial class Egnn : Study
{
    private const int Bodies = 5;

    // All pairs but a body with itself, for any number of systems.
    private static readonly int[] s_from = [.. Enumerable.Range(0, Bodies).SelectMany(i => Enumerable.Range(0, Bodies).Where(j => j != i).Select(_ => i))];
    private static readonly int[] s_to = [.. Enumerable.Range(0, Bodies).SelectMany(i => Enumerable.Range(0, Bodies).Where(j => j != i))];

    public override Paper Paper => new("E(n) Equivariant Graph Neural Networks", "Satorras, Hoogeboom, Welling", 2021, "arXiv:2102.09844", "P165");

    public override string Summary => "Messages see squared distances only, and places move along the lines between nodes: what is learned holds in every direction at once.";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("equivariance", "Turning, moving and mirroring the input turns, moves and mirrors the output, in two, three and five dimensions (appendix A).", e =>
        {
            foreach (int n in (int[])[2, 3, 5])
                foreach (var (dtype, bound) in ((DType, double)[])[(DType.F32, 1e-4), (DType.F64, 1e-10)])
                    e.AtMost($"largest difference in {n} dimensions, {dtype}", Enumerable.Range(0, 5).Max(s => Difference(n, dtype, e.Rng.Split(s))), bound);
        }),
        new("n-body", "Where five charged bodies will be is foretold better than by networks without the symmetry, by a radial field and by straight lines (table 2), most of all from few examples.", e =>
        {
            int seeds = e.By(1, 2, 5), epochs = e.By(2, 60, 400), test = e.By(20, 500, 2000);
            var held = SyntheticParticles.Charged(test, seed: 2);
            var shares = new List<double>();
            foreach (int count in (int[])[e.By(20, 100, 200), e.By(20, 1000, 3000)])
            {
                var (train, validation) = (SyntheticParticles.Charged(count, seed: 0), SyntheticParticles.Charged(Math.Max(20, count / 5), seed: 1));
                var errors = Names.ToDictionary(name => name, name => Enumerable.Range(0, seeds).Select(seed =>
                    Fit(name, train, validation, held, epochs * (count < 500 ? 4 : 1), new Run(seed, e.Budget, e.Cancel))).ToArray());
                errors["straight line"] = [Straight(train, held)];
                foreach (var (name, mse) in errors) e.Note(string.Create(CultureInfo.InvariantCulture, $"{count} examples, {name}: mean squared error {mse.Average():0.00000}"));
                foreach (string other in errors.Keys.Where(k => k != "egnn"))
                    e.AtMost($"error from {count} examples, as a share of that of the {other}", errors["egnn"].Average() / errors[other].Average(), 1 - 1e-9, Paper3000(other, count));
                shares.Add(errors["egnn"].Average() / errors["gnn"].Average());
            }
            e.AtMost("share of the gnn's error from few examples, less that from many", shares[0] - shares[1], 0);
        }),
    ];

    private static IReadOnlyList<string> Names { get; } = ["egnn", "gnn", "radial field"];

    // Table 2: 0.0071 of EGNN against 0.0107, 0.0104 and 0.0819.
    private static double? Paper3000(string other, int count) => count < 500 ? null : other switch { "gnn" => 0.66, "radial field" => 0.68, _ => 0.087 };

    private static double Fit(string name, ParticleSystems train, ParticleSystems validation, ParticleSystems test, int epochs, Run run)
    {
        const int hidden = 32, layers = 4, batch = 50;
        var rng = run.Rng.Split("init");
        return name switch
        {
            "egnn" => Trained(new EquivariantNet(Linear.Create(1, hidden, rng.Split("embed")), [.. Enumerable.Range(0, layers).Select(l => EgnnConv.Create(hidden, hidden, rng.Split(l), 1, velocity: true))]), (m, s) => m.Forward(s)),
            "gnn" => Trained(PlainNet.Create(hidden, layers, rng), (m, s) => m.Forward(s)),
            _ => Trained(RadialNet.Create(hidden, layers, rng), (m, s) => m.Forward(s)),
        };

        double Trained<T>(T model, Func<T, Systems, Tensor> answer) where T : IModel<T>
        {
            var held = Systems.Of(validation, [.. Enumerable.Range(0, validation.Count)]);
            long steps = (long)epochs * ((train.Count + batch - 1) / batch);
            model = run.Train(model, new Training { Optimizer = new Adam(2e-3) { Schedule = Schedule.Cosine(steps) }, Epochs = epochs, Items = train.Count, BatchSize = batch, EvaluateEvery = 5 },
                loss: (m, step) => Error(m, Systems.Of(train, step.Items)),
                validate: m => new(Metric.Rmse, Math.Sqrt(Error(m, held).Item())));
            return Error(model, Systems.Of(test, [.. Enumerable.Range(0, test.Count)])).Item();

            Tensor Error(T m, Systems s) => (answer(m, s) - s.Later).Square().Mean();
        }
    }

    // x + t v with the t that fits best.
    private static double Straight(ParticleSystems train, ParticleSystems test)
    {
        double top = 0, bottom = 0;
        for (int k = 0; k < train.Places.Length; k++)
            (top, bottom) = (top + train.Velocities[k] * (double)(train.Later[k] - train.Places[k]), bottom + train.Velocities[k] * (double)train.Velocities[k]);
        return Enumerable.Range(0, test.Places.Length).Average(k => Math.Pow(test.Places[k] + top / bottom * test.Velocities[k] - test.Later[k], 2));
    }

    private static double Difference(int n, DType dtype, Rng rng)
    {
        int nodes = Bodies;
        var graph = Csr.FromEdges(nodes, nodes, s_to, s_from);
        Tensor x = rng.Split("x").Normal([nodes, n], dtype: DType.F64), h = rng.Split("h").Normal([nodes, 3], dtype: DType.F64), shift = rng.Split("shift").Normal([1, n], dtype: DType.F64);
        // A reflection in a random plane: two of them are a rotation.
        Tensor Mirror(string name)
        {
            var a = rng.Split(name).Normal([n, 1], dtype: DType.F64);
            return Tensor.Eye(n, DType.F64) - a.MatMul(a.Transpose()) * (2 / a.Square().Sum().Item());
        }
        EgnnConv[] layers = [.. Enumerable.Range(0, 4).Select(l => EgnnConv.Create(3, 16, rng.Split(l), dtype: dtype))];
        Tensor Out(Tensor at)
        {
            Tensor f = h.To(dtype), p = at.To(dtype);
            foreach (var layer in layers) (f, p, _) = layer.Forward(graph, f, p);
            return p.To(DType.F64);
        }
        var mirror = Mirror("one");
        var turn = mirror.MatMul(Mirror("two"));
        return new[] { mirror, turn }.Max(q => (Out(x.MatMul(q) + shift) - (Out(x).MatMul(q) + shift)).Abs().Max().Item());
    }

    public override string Notes => "Four layers as in the paper, of 32 units rather than 64 and 60 passes rather than 10000; bodies begin as in the authors' simulator. "
        + "The network without the symmetry answers with a displacement, which is stronger than answering with places. The graph autoencoder is not run here.";
}
