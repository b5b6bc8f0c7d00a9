namespace Ganglion;

/// <summary>A height and a width; a single number stands for both: <c>stride: 2</c>, <c>padding: (1, 0)</c>.</summary>
public readonly record struct Size2(int Height, int Width)
{
    /// <summary>One number for both.</summary>
    public static implicit operator Size2(int size) => new(size, size);

    /// <summary>Height and width.</summary>
    public static implicit operator Size2((int Height, int Width) size) => new(size.Height, size.Width);
}
