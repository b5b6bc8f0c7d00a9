namespace Ganglion.Nets;

/// <summary>
/// Product feedback alignment (Li and Benna 2024, "Deep learning without weight symmetry"): errors go back through two matrices, first a learnt
/// one <c>B [outputs, between, …kernel]</c>, then a fixed random one <c>R [between, inputs]</c>. B takes the weight's own step seen through R,
/// ΔB = ΔW·Rᵀ, so that with decay B·R comes to point as W does, while neither factor looks like it.
/// </summary>
/// <param name="Rng">The key of the matrices.</param>
/// <param name="Follow">How B steps: the optimiser of the weights, with its decay.</param>
public sealed record ProductFeedback(Rng Rng, Optimizer Follow) : Learner
{
    private const string Fixed = "fixed.";

    /// <summary>Neurons between, for each neuron that the errors go to. RᵀR is nearer to 1 with more of them.</summary>
    public double Expansion { get; init; } = 4;

    /// <summary>Which leaves get feedback, by path; all of two axes or more if none is given.</summary>
    public Func<string, bool>? Where { get; init; }

    /// <inheritdoc/>
    public override LearnerState Init(IModel model) => Memory.Scope(() =>
    {
        var learnt = new List<(string, Tensor)>();
        var given = new List<(string, Tensor)>();
        foreach (var (path, w) in FeedbackWeights.Of(model, Where))
        {
            int inputs = w.Size(1), between = Math.Max(1, (int)Math.Round(Expansion * inputs));
            var rng = Rng.Split(path);
            // B·R begins with the weights' own root mean square: var(R) = 1/between over between terms.
            learnt.Add((FeedbackWeights.Prefix + path,
                rng.Split("learnt").Normal([w.Size(0), between, .. w.Shape[2..]], 0, FeedbackWeights.Deviation(w), w.DType)));
            given.Add((Fixed + path, rng.Split("fixed").Normal([between, inputs], 0, 1 / Math.Sqrt(between), w.DType)));
        }
        return new LearnerState([.. given, .. FeedbackWeights.Begin(new(learnt), Follow).Items]);
    });

    /// <inheritdoc/>
    public override (Tensor Loss, T Gradient, TAux Aux, LearnerState State) Learn<T, TAux>(T model,
        Func<T, (Tensor Loss, TAux Aux)> objective, LearnerState state) => Memory.Scope(() =>
    {
        var given = state.Items.Where(i => i.Path.StartsWith(Fixed, StringComparison.Ordinal)).ToArray();
        var products = new LearnerState([.. given.Select(r => (FeedbackWeights.Prefix + r.Path[Fixed.Length..],
            Product(state, r.Path[Fixed.Length..])))]);
        var (loss, gradient, aux) = Diff.ValueAndGrad(model, m => objective(FeedbackWeights.Attach(m, products)));
        var next = FeedbackWeights.Step(state, gradient, Follow, (path, g) => Along(g, state[Fixed + path]!, transpose: true));
        return (loss, gradient, aux, new LearnerState([.. given, .. next.Items]));
    });

    /// <summary>B·R, in the weight's shape: what errors to the layer <paramref name="path"/> go back through.</summary>
    public static Tensor Product(LearnerState state, string path) => Along(state[FeedbackWeights.Prefix + path]!, state[Fixed + path]!,
        transpose: false);

    // The product over the second axis of [outputs, n, …kernel].
    private static Tensor Along(Tensor w, Tensor r, bool transpose) => w.Rank == 2 ? w.MatMul(r, transposeB: transpose)
        : w.Transpose(1, w.Rank - 1).MatMul(r, transposeB: transpose).Transpose(1, w.Rank - 1).Contiguous();
}
