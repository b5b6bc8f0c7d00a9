namespace Ganglion;

/// <summary>Zeros before and after a row; a single number stands for both ends: <c>padding: 1</c>, <c>padding: (2, 0)</c>.</summary>
public readonly record struct Padding1(int Begin, int End)
{
    /// <summary>One number for both ends.</summary>
    public static implicit operator Padding1(int size) => new(size, size);

    /// <summary>Begin and end.</summary>
    public static implicit operator Padding1((int Begin, int End) size) => new(size.Begin, size.End);

    /// <summary>The padding with which a window gives size / stride outputs, rounded up (ONNX: SAME_UPPER, or SAME_LOWER if the odd zero comes
    /// first).</summary>
    /// <param name="size">Of the input.</param>
    /// <param name="kernel">Of the window.</param>
    /// <param name="stride">0 stands for 1.</param>
    /// <param name="dilation">0 stands for 1.</param>
    /// <param name="lower">Where the number of zeros is odd: whether the odd one comes first.</param>
    public static Padding1 Same(int size, int kernel, int stride = 1, int dilation = 1, bool lower = false)
    {
        (stride, dilation) = (Math.Max(stride, 1), Math.Max(dilation, 1));
        int total = Math.Max(0, ((size + stride - 1) / stride - 1) * stride + dilation * (kernel - 1) + 1 - size);
        return lower ? new(total - total / 2, total / 2) : new(total / 2, total - total / 2);
    }
}

/// <summary>
/// Zeros around an image: <c>padding: 1</c> on every side, <c>padding: (1, 0)</c> above and below, left and right, <c>padding: (0, 0, 1, 1)</c> at
/// the top, the left, the bottom and the right.
/// </summary>
public readonly record struct Padding2(int Top, int Left, int Bottom, int Right)
{
    /// <summary>One number for all sides.</summary>
    public static implicit operator Padding2(int size) => new(size, size, size, size);

    /// <summary>Above and below; left and right.</summary>
    public static implicit operator Padding2((int Height, int Width) size) => new(size.Height, size.Width, size.Height, size.Width);

    /// <summary>Above and below; left and right.</summary>
    public static implicit operator Padding2(Size2 size) => new(size.Height, size.Width, size.Height, size.Width);

    /// <summary>Top, left, bottom, right: ONNX's order.</summary>
    public static implicit operator Padding2((int Top, int Left, int Bottom, int Right) size) => new(size.Top, size.Left, size.Bottom, size.Right);

    /// <summary>As <see cref="Padding1.Same"/> for both axes: <c>Padding2.Same((28, 28), 3, stride: 2)</c>.</summary>
    public static Padding2 Same(Size2 size, Size2 kernel, Size2 stride = default, Size2 dilation = default, bool lower = false)
    {
        var (y, x) = (Padding1.Same(size.Height, kernel.Height, stride.Height, dilation.Height, lower),
            Padding1.Same(size.Width, kernel.Width, stride.Width, dilation.Width, lower));
        return new(y.Begin, x.Begin, y.End, x.End);
    }

    internal Padding1 Vertical => new(Top, Bottom);

    internal Padding1 Horizontal => new(Left, Right);
}

/// <summary>Zeros around a volume: <c>padding: 1</c> on every side, <c>padding: (1, 0, 0)</c> on both sides of each axis.</summary>
public readonly record struct Padding3(int Front, int Top, int Left, int Back, int Bottom, int Right)
{
    /// <summary>One number for all sides.</summary>
    public static implicit operator Padding3(int size) => new(size, size, size, size, size, size);

    /// <summary>Both sides of each axis.</summary>
    public static implicit operator Padding3((int Depth, int Height, int Width) size) =>
        new(size.Depth, size.Height, size.Width, size.Depth, size.Height, size.Width);

    /// <summary>Both sides of each axis.</summary>
    public static implicit operator Padding3(Size3 size) => (size.Depth, size.Height, size.Width);

    /// <summary>As <see cref="Padding1.Same"/> for the three axes.</summary>
    public static Padding3 Same(Size3 size, Size3 kernel, Size3 stride = default, Size3 dilation = default, bool lower = false)
    {
        var z = Padding1.Same(size.Depth, kernel.Depth, stride.Depth, dilation.Depth, lower);
        var p = Padding2.Same(size.Plane, kernel.Plane, stride.Plane, dilation.Plane, lower);
        return new(z.Begin, p.Top, p.Left, z.End, p.Bottom, p.Right);
    }

    internal Padding1 Deep => new(Front, Back);

    internal Padding2 Plane => new(Top, Left, Bottom, Right);
}
