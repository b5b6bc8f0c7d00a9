using System.Buffers.Binary;

namespace Ganglion.Data;

/// <summary>Reads the IDX files of the MNIST family: a magic number, sizes, then bytes.</summary>
internal static class IdxReader
{
    private const int ImageMagic = 0x00000803, LabelMagic = 0x00000801;

    public static bool Recognises(DataFolder folder) =>
        folder.Find("train-images-idx3-ubyte", "t10k-images-idx3-ubyte", "images-idx3-ubyte") is not null;

    public static ImageSet Read(DataFolder folder, IReadOnlyList<string>? classNames = null)
    {
        if (folder.Find("images-idx3-ubyte") is { } only) return Part(folder, only, folder.Require("labels-idx1-ubyte"), classNames, null);
        var test = folder.Find("t10k-images-idx3-ubyte") is { } images
            ? Part(folder, images, folder.Require("t10k-labels-idx1-ubyte"), classNames, null) : null;
        return Part(folder, folder.Require("train-images-idx3-ubyte"), folder.Require("train-labels-idx1-ubyte"), classNames ?? test?.ClassNames,
            test);
    }

    public static ImageSet Part(DataFolder folder, string imageFile, string labelFile, IReadOnlyList<string>? classNames, ImageSet? test)
    {
        var images = folder.Bytes(imageFile);
        var sizes = Header(images, imageFile, ImageMagic, 3, "images");
        var labelBytes = folder.Bytes(labelFile);
        var count = Header(labelBytes, labelFile, LabelMagic, 1, "labels")[0];
        if (count != sizes[0])
            throw new DataException($"{count} labels", $"{sizes[0]}, one an image of {Path.GetFileName(imageFile)}",
                "The two files do not belong together: fetch both again.", labelFile);
        int[] labels = [.. labelBytes.Skip(8).Take(count).Select(b => (int)b)];
        IReadOnlyList<string> names = classNames ?? [.. Enumerable.Range(0, labels.DefaultIfEmpty(-1).Max() + 1).Select(i => $"{i}")];
        var wrong = Array.FindIndex(labels, label => label >= names.Count);
        if (wrong >= 0) throw new DataException($"the label {labels[wrong]} of image {wrong}", $"a label below {names.Count}",
            "The file is damaged: fetch it again.", labelFile);
        return new(images[16..], 1, sizes[1], sizes[2], labels, names) { Test = test };
    }

    private static int[] Header(byte[] bytes, string file, int magic, int dimensions, string what)
    {
        const string Again = "The file is truncated, or is another kind of file: fetch it again.";
        var head = 4 + (4 * dimensions);
        if (bytes.Length == 0) throw new DataException("an empty file", $"IDX {what}", Again, file);
        if (bytes.Length < head) throw new DataException($"{bytes.Length} bytes", $"an IDX header of {head} bytes", Again, file);
        var found = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (found != magic) throw new DataException($"the magic number 0x{found:x8}", $"0x{magic:x8} (IDX {what} as bytes)", Again, file);
        int[] sizes = [.. Enumerable.Range(0, dimensions).Select(i => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + (4 * i))))];
        if (sizes.Any(size => size < 0)) throw new DataException($"a size of {sizes.Min()}", "sizes of 0 or more", Again, file);
        var expected = sizes.Aggregate((long)1, (product, size) => product * size) + head;
        if (bytes.Length != expected)
            throw new DataException($"{bytes.Length} bytes", $"{expected}: a header of {head} and {string.Join(" × ", sizes)} values", Again, file);
        return sizes;
    }
}
