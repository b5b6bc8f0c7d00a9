namespace Ganglion;

/// <summary>What stands around a tensor that is padded.</summary>
public enum PadMode
{
    /// <summary>One value everywhere.</summary>
    Constant,

    /// <summary>The tensor mirrored at its border, which is not repeated: 3 2 | 1 2 3 | 2 1.</summary>
    Reflect,

    /// <summary>The element at the border: 1 1 | 1 2 3 | 3 3. ONNX and NumPy call it edge.</summary>
    Replicate,

    /// <summary>The tensor over again: 2 3 | 1 2 3 | 1 2. ONNX and NumPy call it wrap.</summary>
    Circular,
}
