namespace Ganglion;

/// <summary>The element type of a <see cref="Tensor"/>: a run-time property, never part of the type's name.</summary>
public enum DType : byte
{
    /// <summary>32-bit floating point, the default.</summary>
    F32,

    /// <summary>64-bit floating point, for checks and for exact work.</summary>
    F64,
}
