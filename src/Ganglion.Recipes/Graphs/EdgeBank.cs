using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>What happened before will happen again: the floor of temporal link prediction.</summary>
[Recipe("edge-bank")]
public sealed partial class EdgeBank : TemporalHeuristic<EdgeBank.Options>
{
    public override Paper Paper => new("Towards Better Evaluation for Dynamic Link Prediction", "Poursafaei, Huang, Pelrine, Rabbany", 2022, "arXiv:2207.10128");

    public override string Summary => "One for pairs that had an event among the last ones, zero for others.";

    public sealed record Options
    {
        /// <summary>How many of the last events are remembered, as a share of those to learn from; 0 remembers all.</summary>
        [Search(0, 1)] public double Window { get; init; }
    }

    protected override float[] Score(TemporalLinkInput asked, int trained, Options o)
    {
        int last = o.Window == 0 ? asked.History.Events : (int)Math.Ceiling(o.Window * trained);
        var seen = LastTimes(asked.History, last);
        return Each(asked, i => seen.ContainsKey(Key(asked, i)) ? 1 : 0);
    }
}

/// <summary>The last to happen comes first.</summary>
[Recipe("recency")]
public sealed partial class Recency : TemporalHeuristic<Recency.Options>
{
    public override Paper Paper => new("Towards Better Evaluation for Dynamic Link Prediction", "Poursafaei, Huang, Pelrine, Rabbany", 2022, "arXiv:2207.10128");

    public override string Summary => "The negative of the time since the pair's last event; pairs that had none come last.";

    public sealed record Options;

    protected override float[] Score(TemporalLinkInput asked, int trained, Options o)
    {
        var seen = LastTimes(asked.History, asked.History.Events);
        double span = asked.History.Events == 0 ? 1 : Math.Max(1e-12, asked.Times[^1] - asked.History.Times[0]);
        return Each(asked, i => seen.TryGetValue(Key(asked, i), out double time) ? (float)(1 - (asked.Times[i] - time) / span) : -1);
    }
}

/// <summary>Shared neighbours in the graph of the last events.</summary>
[Recipe("window-neighbors")]
public sealed partial class WindowNeighbors : TemporalHeuristic<WindowNeighbors.Options>
{
    public override Paper Paper => new("The Link-Prediction Problem for Social Networks", "Liben-Nowell, Kleinberg", 2007, "doi:10.1002/asi.20591");

    public override string Summary => "The number of nodes that both had an event with lately.";

    public sealed record Options
    {
        /// <summary>How many of the last events count, as a share of those to learn from.</summary>
        [Search(0.05, 1)] public double Window { get; init; } = 0.5;
    }

    protected override float[] Score(TemporalLinkInput asked, int trained, Options o)
    {
        var graph = asked.History.Graph((int)Math.Ceiling(o.Window * trained));
        int[] pairs = [.. Enumerable.Range(0, asked.Times.Length)];
        return graph.Transpose().Intersect(Array.ConvertAll(pairs, asked.From), graph, Array.ConvertAll(pairs, asked.To)).Degrees().ToArray();
    }
}

/// <summary>Scores of pairs read off their past, with nothing to learn.</summary>
public abstract class TemporalHeuristic<TOptions> : TemporalLinkPredictor<EventCount, TOptions> where TOptions : class, new()
{
    public sealed override bool IsDifferentiable => false;

    public sealed override EventCount Create(TemporalLinkInfo info, TOptions o, Rng rng) => new(Tensor.Zeros([1]));

    public sealed override EventCount Fit(TemporalLinkPrediction task, TOptions o, Run run) => new(Tensor.Full([1], task.Train.Events));

    public sealed override Tensor Predict(EventCount net, TemporalLinkInput input, TOptions o) => Tensor.From(Score(input, (int)net.Events.Item(), o));

    /// <summary>A score for each pair, larger where an event is likelier.</summary>
    /// <param name="asked">The question.</param>
    /// <param name="trained">How many events there were to learn from.</param>
    /// <param name="o">The options.</param>
    protected abstract float[] Score(TemporalLinkInput asked, int trained, TOptions o);

    /// <summary>A number for each pair.</summary>
    protected static float[] Each(TemporalLinkInput asked, Func<int, float> score) => [.. Enumerable.Range(0, asked.Times.Length).Select(score)];

    /// <summary>The pair as a key; of both directions if events have none.</summary>
    protected static (int, int) Key(TemporalLinkInput asked, int pair) => Key(asked.History.Directed, asked.From(pair), asked.To(pair));

    /// <summary>When each pair had its last event, among the last of all.</summary>
    protected static Dictionary<(int, int), double> LastTimes(EventHistory history, int last)
    {
        var times = new Dictionary<(int, int), double>();
        for (int i = Math.Max(0, history.Events - last); i < history.Events; i++)
            times[Key(history.Directed, history.Sources[i], history.Targets[i])] = history.Times[i];
        return times;
    }

    private static (int, int) Key(bool directed, int from, int to) => directed || from < to ? (from, to) : (to, from);
}

/// <summary>How many events there were to learn from: all that these methods keep.</summary>
[Model]
public sealed partial record EventCount(Tensor Events);
