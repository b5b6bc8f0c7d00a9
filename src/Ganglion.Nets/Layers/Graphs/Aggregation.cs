namespace Ganglion.Nets;

/// <summary>How what arrives becomes one: the messages at a node, or the nodes of a graph.</summary>
public enum Aggregation
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean; 0 where nothing arrives.</summary>
    Mean,

    /// <summary>The largest of each feature; 0 where nothing arrives.</summary>
    Max,

    /// <summary>The smallest of each feature; 0 where nothing arrives.</summary>
    Min,

    /// <summary>The standard deviation of each feature (of the biased kind); 0 where nothing arrives.</summary>
    Std,

    /// <summary>The mean in shares softmax(x), feature by feature (Li et al. 2020, equation 2, with temperature 1); 0 where nothing
    /// arrives.</summary>
    Softmax,
}

/// <summary>Aggregation of runs of rows.</summary>
public static class Aggregations
{
    /// <summary>
    /// Each run of consecutive rows as one: messages sorted by target become what the targets hear, and the nodes of a batch of graphs become one
    /// row a graph, a readout (PyG's <c>global_add_pool</c>, <c>global_mean_pool</c>, <c>global_max_pool</c>).
    /// </summary>
    /// <param name="x"><c>[rows, …]</c>.</param>
    /// <param name="pointers">runs + 1 positions: run g is rows pointers[g] to pointers[g + 1] - 1.</param>
    /// <param name="how">What becomes of a run.</param>
    /// <returns><c>[runs, …]</c>; an empty run gives 0.</returns>
    /// <exception cref="ArgumentException">The pointers do not run from 0 to the number of rows without falling.</exception>
    public static Tensor Aggregate(this Tensor x, IntTensor pointers, Aggregation how) => how switch
    {
        Aggregation.Sum => x.SegmentSum(pointers),
        Aggregation.Mean => x.SegmentMean(pointers),
        Aggregation.Max => x.SegmentMax(pointers),
        Aggregation.Min => x.SegmentMin(pointers),
        Aggregation.Std => x.SegmentStd(pointers),
        Aggregation.Softmax => (x.SegmentSoftmax(pointers) * x).SegmentSum(pointers),
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, "Aggregate: no such aggregation."),
    };
}
