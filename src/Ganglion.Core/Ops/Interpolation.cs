namespace Ganglion;

/// <summary>How a value between places is made.</summary>
public enum Interpolation
{
    /// <summary>The nearest one.</summary>
    Nearest,

    /// <summary>The line through the two around it; in two dimensions bilinear.</summary>
    Linear,

    /// <summary>The cubic through the four around it (Keys 1981); in two dimensions bicubic.</summary>
    Cubic,
}

/// <summary>Where the places of a result lie in what is resized, by n the old size, m the new one and i the new place.</summary>
public enum PixelMapping
{
    /// <summary>Pixels are areas: (i + ½) · n/m - ½. PyTorch's <c>align_corners=False</c>.</summary>
    HalfPixel,

    /// <summary>Pixels are points, the first and last of which stay: i · (n - 1)/(m - 1). PyTorch's <c>align_corners=True</c>.</summary>
    AlignCorners,

    /// <summary>i · n/m. PyTorch's <c>mode="nearest"</c> is this with <see cref="NearestRounding.Floor"/>.</summary>
    Asymmetric,

    /// <summary>As <see cref="HalfPixel"/>, but 0 where m is 1.</summary>
    PytorchHalfPixel,
}

/// <summary>Which place is the nearest.</summary>
public enum NearestRounding
{
    /// <summary>Of two equally near, the later.</summary>
    PreferCeil,

    /// <summary>Of two equally near, the earlier.</summary>
    PreferFloor,

    /// <summary>The one before.</summary>
    Floor,

    /// <summary>The one after.</summary>
    Ceil,
}
