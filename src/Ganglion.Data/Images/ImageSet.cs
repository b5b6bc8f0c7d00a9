namespace Ganglion.Data;

/// <summary>Images of one size with a label each; immutable. Arrays are kept, not copied: do not change them afterwards.</summary>
public sealed class ImageSet
{
    /// <summary>Makes the set.</summary>
    /// <param name="pixels">All pixels: <c>[count, channels, height, width]</c>.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="labels">The class of each image: <c>[count]</c>.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other.</exception>
    public ImageSet(byte[] pixels, int channels, int height, int width, int[] labels, IReadOnlyList<string> classNames)
    {
        if (pixels.LongLength != (long)labels.Length * channels * height * width)
            throw new ArgumentException($"{pixels.Length} pixels do not make {labels.Length} images of {channels} × {height} × {width}.");
        var wrong = Array.FindIndex(labels, label => (uint)label >= (uint)classNames.Count);
        if (wrong >= 0) throw new ArgumentException($"Image {wrong} has the label {labels[wrong]}; there are {classNames.Count} classes.");
        (Pixels, Channels, Height, Width, Labels, ClassNames) = (pixels, channels, height, width, labels, classNames);
    }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>All pixels: <c>[count, channels, height, width]</c>.</summary>
    public byte[] Pixels { get; }

    /// <summary>The class of each image: <c>[count]</c>.</summary>
    public int[] Labels { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The value of white: 255, or 16 for the 8×8 digits.</summary>
    public int MaxValue { get; init; } = 255;

    /// <summary>A test part that came with the data.</summary>
    public ImageSet? Test { get; init; }

    /// <summary>Values of one image.</summary>
    public int ImageSize => Channels * Height * Width;

    /// <summary>The pixels of one image: <c>[channels, height, width]</c>.</summary>
    public ReadOnlySpan<byte> Image(int index) => Pixels.AsSpan(index * ImageSize, ImageSize);

    /// <summary>These images only, in this order; the test part is left behind.</summary>
    public ImageSet Select(ReadOnlySpan<int> images)
    {
        var (pixels, labels) = (new byte[images.Length * ImageSize], new int[images.Length]);
        for (var i = 0; i < images.Length; i++)
        {
            Image(images[i]).CopyTo(pixels.AsSpan(i * ImageSize));
            labels[i] = Labels[images[i]];
        }

        return new(pixels, Channels, Height, Width, labels, ClassNames) { MaxValue = MaxValue };
    }
}
