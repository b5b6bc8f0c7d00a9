namespace Ganglion.Data;

/// <summary>Images as graphs of their superpixels (Dwivedi et al. 2020, appendix A.2).</summary>
/// <param name="Graphs">A graph an image, labelled as the image; each superpixel hears the nearest others. All tags are 0.</param>
/// <param name="Features">Mean value of each channel, then height and width of the centre, all from 0 to 1: <c>[nodes, channels + 2]</c>.</param>
public sealed record SuperpixelGraphs(GraphCollection Graphs, float[] Features)
{
    /// <summary>Segments images by <see cref="Slic"/> and joins each superpixel to those nearest in colour and place.</summary>
    /// <param name="images">The images.</param>
    /// <param name="which">Those to take, in this order.</param>
    /// <param name="segments">Superpixels wanted of an image; 75 in the paper.</param>
    /// <param name="neighbors">Edges into each superpixel; 8 in the paper.</param>
    /// <param name="compactness">See <see cref="Slic.Segment"/>.</param>
    public static SuperpixelGraphs From(ImageSet images, IReadOnlyList<int> which, int segments = 75, int neighbors = 8, double compactness = 0.25)
    {
        var parts = new (float[] Features, int[] Sources)[which.Count];
        Parallel.For(0, which.Count, i => parts[i] = One(images, which[i], segments, neighbors, compactness));
        var (offsets, pointers, columns, width) = (new List<int> { 0 }, new List<int> { 0 }, new List<int>(), images.Channels + 2);
        foreach (var (features, sources) in parts)
        {
            var (start, nodes) = (offsets[^1], features.Length / width);
            columns.AddRange(sources.Select(j => start + j));
            for (var i = 0; i < nodes; i++) pointers.Add(pointers[^1] + (sources.Length / nodes));
            offsets.Add(start + nodes);
        }

        return new(new([.. offsets], [.. pointers], [.. columns], new int[offsets[^1]], [.. which.Select(i => images.Labels[i])], 1,
            images.ClassNames),
            [.. parts.SelectMany(p => p.Features)]);
    }

    private static (float[] Features, int[] Sources) One(ImageSet images, int image, int segments, int neighbors, double compactness)
    {
        var bytes = images.Image(image);
        var (pixels, area, channels) = (new float[bytes.Length], images.Height * images.Width, images.Channels);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = bytes[i] / (float)images.MaxValue;
        var label = Slic.Segment(pixels, channels, images.Height, images.Width, segments, compactness);
        var (nodes, width) = (label.Max() + 1, channels + 2);
        var (features, counts) = (new float[nodes * width], new int[nodes]);
        for (var at = 0; at < area; at++)
        {
            var row = features.AsSpan(label[at] * width, width);
            counts[label[at]]++;
            for (var k = 0; k < channels; k++) row[k] += pixels[(k * area) + at];
            row[channels] += (at / images.Width + 0.5f) / images.Height;
            row[channels + 1] += (at % images.Width + 0.5f) / images.Width;
        }

        for (var i = 0; i < features.Length; i++) features[i] /= counts[i / width];
        var (k0, sources) = (Math.Min(neighbors, nodes - 1), new List<int>());
        for (var i = 0; i < nodes; i++)
        {
            var from = i;
            sources.AddRange(Enumerable.Range(0, nodes).Where(j => j != from).OrderBy(j => Distance(features, from, j, width)).Take(k0).Order());
        }

        return (features, [.. sources]);
    }

    private static double Distance(float[] features, int i, int j, int width)
    {
        double sum = 0;
        for (var k = 0; k < width; k++) sum += Math.Pow(features[(i * width) + k] - features[(j * width) + k], 2);
        return sum;
    }
}
