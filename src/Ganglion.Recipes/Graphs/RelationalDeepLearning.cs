using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Lab.Trees;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Relational deep learning: a network on the graph that a database is, in place of features made by hand.</summary>
[Recipe("relational-deep-learning")]
public sealed partial class RelationalDeepLearning : Study
{
    public override Paper Paper => new("Relational Deep Learning: Graph Representation Learning on Relational Databases", "Fey, Hu, Huang, Lenssen, Ranjan, Robinson, Ying, You, Leskovec", 2023, "arXiv:2312.04615", "P500");

    public override string Summary => "Rows are nodes, keys are edges, times say what may be seen; messages run from row to row: "
        + "h_v ← relu(W h_v + Σ over keys R of W_R [mean of h_w, log(1 + count)]).";

    public override IReadOnlyList<Claim> Claims =>
    [
        new("without-features-by-hand", "Learning on the graph of the tables is far more accurate than learning on the entity's own table, and as accurate as "
            + "boosted trees on features that somebody made by hand (section 1).", e =>
        {
            var (rdl, own, near, far) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (int seed = 0; seed < e.By(1, 3, 5); seed++)
            {
                var shop = Shop(e, (ulong)seed, effect: 1.2);
                var (train, validation, test) = Parts(shop);
                rdl.Add(Auc(Learn(shop, train, validation, seed, e).Answer(shop, test), test));
                double Trees(int reach) => Auc(Boosted(shop, reach, train, validation, test, seed), test);
                own.Add(Trees(0));
                near.Add(Trees(1));
                far.Add(Trees(2));
            }
            e.AtLeast("area under the curve less that of trees on the customer's own row", [.. rdl.Zip(own, (a, b) => a - b)], e.By(-1, 0.05, 0.05));
            e.AtLeast("less that of trees with counts, sums and means of the customer's orders and reviews", [.. rdl.Zip(near, (a, b) => a - b)], e.By(-1, -0.005, -0.005));
            e.AtLeast("less that of trees that are told the planted feature, the ratings of what was bought last", [.. rdl.Zip(far, (a, b) => a - b)], e.By(-1, -0.02, -0.02));
            e.Note(FormattableString.Invariant($"Area under the curve: {rdl.Average():0.000} on the graph; trees {own.Average():0.000} on the own row, {near.Average():0.000} with one step of aggregates, {far.Average():0.000} with the planted feature."));
        }),
        new("nothing-planted", "Where the rows of other tables say nothing of the future but the customer's own habit, the graph gains nothing on aggregates: the gain above is the planted effect.", e =>
        {
            var gains = new List<double>();
            for (int seed = 0; seed < e.By(1, 2, 5); seed++)
            {
                var shop = Shop(e, 100 + (ulong)seed, effect: 0);
                var (train, validation, test) = Parts(shop);
                gains.Add(Auc(Learn(shop, train, validation, seed, e).Answer(shop, test), test) - Auc(Boosted(shop, 1, train, validation, test, seed), test));
            }
            e.AtMost("area under the curve less that of trees with aggregates", gains, e.By(1, 0.03, 0.03));
        }),
        new("no-future", "Rows of the future change no answer; a sampler without times would have let them in (section 3).", e =>
        {
            var shop = Shop(e, 7, effect: 1.2);
            var (train, validation, _) = Parts(shop);
            var model = Learn(shop, train, validation, 7, e, epochs: 2);
            var past = new ShopData(shop.Database.Before(shop.Last - ShopData.Window), shop.Last);
            float[] with = model.Answer(shop, validation), without = model.Answer(past, validation);
            e.AtMost("largest change of an answer when all rows of the future are added", with.Zip(without, (a, b) => Math.Abs((double)a - b)).Max(), 0);
            var blind = validation with { Times = [.. validation.Times.Select(_ => double.PositiveInfinity)] };
            e.AtLeast("largest change for a sampler that looks at no time", model.Answer(shop, blind).Zip(model.Answer(past, blind), (a, b) => Math.Abs((double)a - b)).Max(), 1e-3);
        }),
    ];

    public override string Notes => "RelBench is not at hand; the shop is made up, and what is planted is known. As in the paper the sampler takes the latest rows that were known. "
        + "Columns are encoded by their kind: numbers standardised, categories by a vector each, times as the age of a row at the moment of the question.";

    /// <summary>Who is asked about, when, and whether an order followed within the window.</summary>
    internal sealed record Questions(int[] Customers, double[] Times, int[] Ordered);

    private static double Auc(float[] scores, Questions asked) => Metrics.RocAuc(scores, asked.Ordered);

    private static ShopData Shop(Experiment e, ulong seed, double effect)
    {
        int days = e.By(240, 360, 360);
        var database = SyntheticShop.Make(e.By(24, 600, 1500), e.By(10, 100, 200), days, effect, seed);
        return new(database, days - 60);
    }

    private static (Questions Train, Questions Validation, Questions Test) Parts(ShopData shop)
    {
        const int window = ShopData.Window;
        double last = shop.Last;                                    // from here on only the test asks
        return (shop.Ask([.. Enumerable.Range(2, 5).Reverse().Select(k => last - k * window)]), shop.Ask(last - window), shop.Ask(last, last + window));
    }

    private static RelationalNet Learn(ShopData shop, Questions train, Questions validation, int seed, Experiment e, int? epochs = null)
    {
        var run = new Run(seed, e.Budget, e.Cancel);
        int[] fanOut = e.By<int[]>([2, 2, 2], [8, 8, 8], [8, 8, 16]);
        var net = RelationalNet.Create(shop, fanOut, hidden: e.By(4, 24, 32), run.Rng.Split("init"));
        var batches = Enumerable.Range(0, train.Customers.Length).Chunk(200).Select(c => net.Read(shop, train, c)).ToArray();
        var held = Enumerable.Range(0, validation.Customers.Length).Chunk(200).Select(c => net.Read(shop, validation, c)).ToArray();
        var tensors = run.Train(net.Tensors, new Training { Optimizer = new Adam(0.005) { WeightDecay = 1e-4 }, Epochs = epochs ?? e.By(1, 10, 20), Items = batches.Length, BatchSize = 1 },
            (t, step) => Loss.BinaryCrossEntropy(t.Forward(batches[step.Items[0]], shop.Graph), batches[step.Items[0]].Targets).Mean(),
            t => new Measure(Metric.RocAuc, Auc([.. held.SelectMany(b => Memory.Scope(() => t.Forward(b, shop.Graph)).ToArray())], validation)));
        return net with { Tensors = tensors };
    }

    private static float[] Boosted(ShopData shop, int reach, Questions train, Questions validation, Questions test, int seed)
    {
        FeatureTable Table(Questions q) => FeatureTable.FromRows(shop.ByHand(q, reach), Array.ConvertAll(q.Ordered, y => (float)y));
        var options = new BoostingOptions { Loss = BoostingLoss.Logistic, Classes = 2, Rounds = 300, LearningRate = 0.05, MaxLeaves = 8, EarlyStopping = 30, Seed = (ulong)seed };
        return GradientBoostedTrees.Fit(Table(train), options, Table(validation), Compute.Threads).Predict(shop.ByHand(test, reach));
    }
}
