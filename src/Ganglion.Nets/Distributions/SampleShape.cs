namespace Ganglion.Nets.Distributions;

/// <summary>What a distribution asks of shapes.</summary>
internal static class SampleShape
{
    /// <summary>Parameters repeated for several samples: <c>[samples…, batch…]</c>, broadcast with each other.</summary>
    public static Tensor Repeat(Tensor parameter, ReadOnlySpan<int> samples, ReadOnlySpan<int> batch) => parameter.Expand([.. samples, .. batch]);

    /// <summary>The common shape of two parameters.</summary>
    public static int[] Of(Tensor a, Tensor b) => a.Shape.SequenceEqual(b.Shape) ? a.Shape.ToArray() : (a.Detach() + b.Detach()).Shape.ToArray();
}
