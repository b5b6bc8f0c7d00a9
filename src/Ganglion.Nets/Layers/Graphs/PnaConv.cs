namespace Ganglion.Nets;

/// <summary>A statistic of the messages that reach a node (Corso et al. 2020, section 2.1).</summary>
public enum PnaAggregator
{
    /// <summary>μ, their mean.</summary>
    Mean,

    /// <summary>σ = √(mean of squares - square of the mean + 1e-5).</summary>
    Std,

    /// <summary>The largest of each feature.</summary>
    Max,

    /// <summary>The smallest of each feature.</summary>
    Min,

    /// <summary>Their sum, which stands for no more than the mean and a scaler do; for comparisons.</summary>
    Sum,
}

/// <summary>A factor that grows or falls with a node's degree d: S(d, α) = (ln(d + 1) / δ)^α (Corso et al. 2020, equation 5).</summary>
public enum DegreeScaler
{
    /// <summary>α = 0: no factor.</summary>
    Identity,

    /// <summary>α = 1.</summary>
    Amplification,

    /// <summary>α = -1.</summary>
    Attenuation,
}

/// <summary>
/// Principal neighbourhood aggregation (Corso et al. 2020, equations 7 and 8). Node by node: messages mᵢⱼ = T·xᵢ + S·xⱼ + m from each
/// neighbour; yᵢ = U·xᵢ + Σ over scalers s and aggregators a of s(dᵢ)·W_sa·a({mᵢⱼ}) + b. As matrices, with H = X·S and P = D⁻¹A:
/// Y = X·U + Σ_s diag(s(d))·[P·H + X·T + m ‖ √(P·H² - (P·H)² + 1e-5) ‖ max_A H + X·T + m ‖ min_A H + X·T + m]·W_s + b.
/// </summary>
/// <remarks>
/// A node's own share T·xᵢ + m is the same in all of its messages, so it moves mean, maximum and minimum and leaves the deviation: messages are
/// never written down edge by edge. With several towers, each has messages and a W of its own, and <see cref="Mix"/> joins their answers.
/// </remarks>
/// <param name="Source">S, <c>[inputs, towers · units]</c>.</param>
/// <param name="Target">T, <c>[inputs, towers · units]</c>.</param>
/// <param name="MessageBias">m, <c>[towers · units]</c>.</param>
/// <param name="Update">W, <c>[towers, aggregators · units, scalers · units]</c>.</param>
/// <param name="Self">U, <c>[inputs, towers · units]</c>.</param>
/// <param name="Bias">b, <c>[towers · units]</c>.</param>
/// <param name="Mix">Applied to the towers' answers side by side, or none.</param>
[Model]
public sealed partial record PnaConv(Tensor Source, Tensor Target, Tensor MessageBias, Tensor Update, Tensor Self, Tensor Bias, Linear? Mix = null)
{
    /// <summary>δ: the mean of ln(d + 1) over the nodes that are trained on, from <see cref="MeanLogDegree"/>.</summary>
    public double Delta { get; init; } = 1;

    /// <summary>The statistics of messages, in the order of W's rows.</summary>
    public IReadOnlyList<PnaAggregator> Aggregators { get; init; } = AllAggregators;

    /// <summary>The factors by degree, in the order of W's columns.</summary>
    public IReadOnlyList<DegreeScaler> Scalers { get; init; } = AllScalers;

    private static PnaAggregator[] AllAggregators => [PnaAggregator.Mean, PnaAggregator.Std, PnaAggregator.Max, PnaAggregator.Min];

    private static DegreeScaler[] AllScalers => [DegreeScaler.Identity, DegreeScaler.Amplification, DegreeScaler.Attenuation];

    /// <summary>All weights from U(-1/√fan-in, 1/√fan-in), as PyTorch's linear maps.</summary>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y: a message is as wide as its tower's share of it.</param>
    /// <param name="delta">δ, from <see cref="MeanLogDegree"/>.</param>
    /// <param name="rng">The key.</param>
    /// <param name="towers">How many; they divide the outputs.</param>
    /// <param name="aggregators">The paper's four (mean, deviation, maximum, minimum) if none are given.</param>
    /// <param name="scalers">The paper's three if none are given.</param>
    /// <param name="dtype">The element type.</param>
    /// <exception cref="ArgumentException">The towers do not divide the outputs, or δ is not above 0.</exception>
    public static PnaConv Create(int inputs, int outputs, double delta, Rng rng, int towers = 1, IReadOnlyList<PnaAggregator>? aggregators = null,
        IReadOnlyList<DegreeScaler>? scalers = null, DType dtype = DType.F32)
    {
        if (towers < 1 || outputs % towers != 0)
            throw new ArgumentException($"PnaConv: {towers} towers do not share {outputs} outputs evenly; choose a divisor.", nameof(towers));
        if (!(delta > 0)) throw new ArgumentException($"PnaConv: δ must be above 0, as MeanLogDegree gives it; got {delta}.", nameof(delta));
        (aggregators, scalers) = (aggregators ?? AllAggregators, scalers ?? AllScalers);
        int units = outputs / towers, statistics = aggregators.Count * units;
        return new(
            Init.FanIn([inputs, outputs], 2 * inputs, rng.Split("source"), dtype),
            Init.FanIn([inputs, outputs], 2 * inputs, rng.Split("target"), dtype),
            Init.FanIn([outputs], 2 * inputs, rng.Split("message"), dtype),
            Init.FanIn([towers, statistics, scalers.Count * units], statistics * scalers.Count + inputs, rng.Split("update"), dtype),
            Init.FanIn([inputs, outputs], statistics * scalers.Count + inputs, rng.Split("self"), dtype),
            Init.FanIn([outputs], statistics * scalers.Count + inputs, rng.Split("bias"), dtype),
            towers > 1 ? Linear.Create(outputs, outputs, rng.Split("mix"), dtype: dtype) : null)
        { Delta = delta, Aggregators = aggregators, Scalers = scalers };
    }

    /// <summary>δ of a training graph: the mean over its nodes of ln(d + 1).</summary>
    /// <param name="graph"><c>[nodes, nodes]</c>.</param>
    public static double MeanLogDegree(Csr graph) => graph.Rows == 0 ? 1 : Math.Max(1e-6, graph.WithValues(null).Degrees(DType.F64).Log1p().Mean().Item());

    /// <param name="graph"><c>[nodes, nodes]</c>, row = destination, as it is: neither normalised nor with loops. Its values play no part.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <returns><c>[nodes, towers · units]</c>. Without neighbours, a node's aggregates are 0 but for σ = √1e-5.</returns>
    public Tensor Forward(Csr graph, Features x)
    {
        if (graph.Values is not null) graph = graph.WithValues(null);
        int nodes = graph.Rows, towers = Update.Size(0), units = Source.Size(1) / towers;
        Tensor heard = x.MatMul(Source), own = x.MatMul(Target) + MessageBias, degrees = graph.Degrees(heard.DType).Unsqueeze(1);
        var means = graph.RowNormalized(heard.DType);
        Tensor mean = means.MatMul(heard), present = own * degrees.Clamp(0, 1);
        var statistics = Tensor.Stack([.. Aggregators.Select(a => a switch
        {
            PnaAggregator.Mean => mean + present,
            PnaAggregator.Std => ((means.MatMul(heard.Square()) - mean.Square()).Relu() + 1e-5).Sqrt(),
            PnaAggregator.Max => graph.NeighborMax(heard) + present,
            PnaAggregator.Min => graph.NeighborMin(heard) + present,
            _ => (mean + own) * degrees,
        })], 1);
        var updates = statistics.Reshape(nodes, Aggregators.Count, towers, units).Permute(2, 0, 1, 3)
            .Reshape(towers, nodes, Aggregators.Count * units).MatMul(Update).Reshape(towers, nodes, Scalers.Count, units);
        var y = (updates * Scale(degrees)).Sum(2).Permute(1, 0, 2).Reshape(nodes, towers * units) + x.MatMul(Self) + Bias;
        return Mix?.Forward(y) ?? y;
    }

    // [nodes, scalers, 1]; a node without neighbours counts as one of degree 1, so that attenuation stays finite.
    private Tensor Scale(Tensor degrees)
    {
        var amplified = degrees.Clamp(1).Log1p() / Delta;
        return Tensor.Stack([.. Scalers.Select(s => s switch
        {
            DegreeScaler.Identity => Tensor.Ones(degrees.Shape, degrees.DType),
            DegreeScaler.Amplification => amplified,
            _ => amplified.Reciprocal(),
        })], 1);
    }
}
