using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Scores read off the graph, with nothing to learn: what a network that learns to predict links must beat.</summary>
public abstract class LinkHeuristic<TOptions> : LinkPredictor<Nothing, TOptions> where TOptions : class, new()
{
    public sealed override bool IsDifferentiable => false;

    public sealed override Nothing Create(LinkInfo info, TOptions o, Rng rng) => new();

    public sealed override Nothing Fit(LinkPrediction task, TOptions o, Run run) => new();

    public sealed override Tensor Predict(Nothing net, LinkInput input, TOptions o) => Score(input, o);

    /// <summary>Scores <c>[pairs]</c>, larger where a link is likelier.</summary>
    protected abstract Tensor Score(LinkInput input, TOptions o);

    /// <summary>Who stands between the nodes of each pair, on a way of two steps from the first to the second: <c>[pairs, nodes]</c>.</summary>
    protected static Csr Between(LinkInput input) => input.Graph.Adjacency.Transpose().Intersect(input.From, input.Graph.Adjacency, input.To);

    /// <summary>The sum over those between of a number that falls with their number of links.</summary>
    protected static Tensor Weighted(LinkInput input, Func<Tensor, Tensor> weight)
    {
        var degrees = input.Graph.Adjacency.Transpose().Degrees();
        return Between(input).MatMul(weight(degrees).Reshape(-1, 1)).Reshape(-1);
    }

    /// <summary>Σ c[k]·(Aᵏ)[to, from] for each pair, walks of k steps from the first node to the second; of both directions where links have none.</summary>
    protected static Tensor Walks(Csr steps, LinkInput input, double[] coefficients, bool bothWays)
    {
        const int block = 256;
        int[] starts = [.. (bothWays ? input.From.Span.ToArray().Concat(input.To.Span.ToArray()) : input.From.Span.ToArray()).Distinct().Order()];
        var place = starts.Select((node, i) => (node, i)).ToDictionary(p => p.node, p => p.i);
        var scores = new float[input.From.Length];
        for (int first = 0; first < starts.Length; first += block)
        {
            int count = Math.Min(block, starts.Length - first);
            int[] cells = [.. Enumerable.Range(0, count).Select(i => starts[first + i] * count + i)];
            float[] reached = Memory.Block(() => steps.Polynomial(Tensor.Ones([count]).PutAdd(cells, [steps.Rows, count]), coefficients).ToArray());
            for (int i = 0; i < scores.Length; i++)
            {
                Add(i, input.From[i], input.To[i]);
                if (bothWays) Add(i, input.To[i], input.From[i]);
            }
            void Add(int pair, int from, int to)
            {
                int column = place[from] - first;
                if (column >= 0 && column < count) scores[pair] += reached[to * count + column];
            }
        }
        return Tensor.From(scores);
    }
}
