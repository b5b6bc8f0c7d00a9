namespace Ganglion.Data;

/// <summary>
/// Images as rows of numbers: the pixels, then the label (the 8×8 digits); and records of bytes: the label, then the pixels (CIFAR-10).
/// </summary>
internal static class PixelRowsReader
{
    /// <summary>One image a line: height × width whole numbers from 0 to the maximum, then the label.</summary>
    public static ImageSet Csv(DataFolder folder, string file, int height, int width, int maximum)
    {
        using var lines = folder.Lines(file);
        var (pixels, labels) = (new List<byte>(), new List<int>());
        while (lines.Next())
        {
            if (lines.Text.Length == 0) continue;
            var fields = lines.Fields(',');
            for (var i = 0; i <= height * width; i++)
            {
                var isLabel = i == height * width;
                var what = isLabel ? "a label from 0 to 255" : $"a grey value from 0 to {maximum}";
                if (!fields.Next()) throw lines.Error(i + 1, TableReader.Count(i, "value"), $"{height * width} pixels and a label",
                    "Complete the line.");
                var value = lines.Int(fields.Current, fields.Column, what);
                if (value < 0 || value > (isLabel ? 255 : maximum)) throw lines.Error(fields.Column, $"'{value}'", what, "Correct the value.");
                if (isLabel) labels.Add(value);
                else pixels.Add((byte)value);
            }

            if (fields.Next()) throw lines.Error(fields.Column, "more values", $"{height * width} pixels and a label", "Shorten the line.");
        }

        if (labels.Count == 0) throw lines.Empty("one image a line");
        return new([.. pixels], 1, height, width, [.. labels], [.. Enumerable.Range(0, labels.Max() + 1).Select(i => $"{i}")]) { MaxValue = maximum };
    }

    /// <summary>Records of one label byte and the pixels of an image, channel after channel.</summary>
    public static ImageSet Records(DataFolder folder, string file, int channels, int height, int width, IReadOnlyList<string> classNames,
        ImageSet? test = null)
    {
        var bytes = folder.Bytes(file);
        var size = channels * height * width;
        if (bytes.Length == 0 || bytes.Length % (size + 1) != 0)
            throw new DataException($"{bytes.Length} bytes", $"a multiple of {size + 1} (a label and {channels} × {height} × {width} pixels)",
                "The file is truncated, or is another kind of file: fetch it again.", file);
        var count = bytes.Length / (size + 1);
        var (pixels, labels) = (new byte[count * size], new int[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = bytes[i * (size + 1)];
            if (labels[i] >= classNames.Count)
                throw new DataException($"the label {labels[i]} of image {i}", $"a label below {classNames.Count}",
                    "The file is damaged: fetch it again.", file);
            bytes.AsSpan((i * (size + 1)) + 1, size).CopyTo(pixels.AsSpan(i * size));
        }

        return new(pixels, channels, height, width, labels, classNames) { Test = test };
    }
}
