namespace Ganglion;

/// <summary>A depth, a height and a width; a single number stands for all three: <c>stride: 2</c>, <c>kernel: (1, 3, 3)</c>.</summary>
public readonly record struct Size3(int Depth, int Height, int Width)
{
    /// <summary>One number for all.</summary>
    public static implicit operator Size3(int size) => new(size, size, size);

    /// <summary>Depth, height and width.</summary>
    public static implicit operator Size3((int Depth, int Height, int Width) size) => new(size.Depth, size.Height, size.Width);

    internal Size2 Plane => new(Height, Width);
}
