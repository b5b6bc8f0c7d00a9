namespace Ganglion.Vectors;

/// <summary>What near means.</summary>
public enum VectorMetric
{
    /// <summary>The squared Euclidean distance: smaller is nearer.</summary>
    L2,

    /// <summary>The inner product: larger is nearer.</summary>
    InnerProduct,

    /// <summary>The cosine of the angle: larger is nearer; 0 for a vector without length.</summary>
    Cosine,
}
