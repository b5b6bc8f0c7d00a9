namespace Ganglion.Data;

/// <summary>
/// Superpixels by simple linear iterative clustering (Achanta et al. 2012): k-means of pixels by colour and place, each centre looking only at its
/// surroundings; fragments that hang on nothing join a neighbour.
/// </summary>
public static class Slic
{
    /// <summary>The superpixel of each pixel, numbered from 0 without gaps in reading order.</summary>
    /// <param name="pixels"><c>[channels, height, width]</c>, any scale.</param>
    /// <param name="channels">Values of a pixel.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="segments">How many superpixels are wanted; the result has about as many.</param>
    /// <param name="compactness">The weight of place against colour: the colour distance that counts as much as the step between centres.</param>
    /// <param name="rounds">Rounds of k-means.</param>
    /// <returns><c>[height · width]</c>.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, or fewer than one segment is wanted.</exception>
    public static int[] Segment(ReadOnlySpan<float> pixels, int channels, int height, int width, int segments, double compactness = 0.25,
        int rounds = 10)
    {
        if (pixels.Length != channels * height * width)
            throw new ArgumentException($"{pixels.Length} values do not make an image of {channels} × {height} × {width}.", nameof(pixels));
        ArgumentOutOfRangeException.ThrowIfLessThan(segments, 1);
        var (n, step) = (height * width, Math.Sqrt(height * width / (double)segments));
        var (down, across) = (Math.Max(1, (int)Math.Round(height / step)), Math.Max(1, (int)Math.Round(width / step)));
        var (centres, size) = (new double[down * across * (channels + 2)], channels + 2);
        for (var c = 0; c < down * across; c++)
        {
            var (y, x) = ((int)((c / across + 0.5) * height / down), (int)((c % across + 0.5) * width / across));
            for (var k = 0; k < channels; k++) centres[c * size + k] = pixels[k * n + y * width + x];
            (centres[c * size + channels], centres[c * size + channels + 1]) = (y, x);
        }

        var (label, distance) = (new int[n], new double[n]);
        var nearness = compactness * compactness / (step * step);
        for (var round = 0; round < rounds; round++)
        {
            Array.Fill(distance, double.PositiveInfinity);
            for (var c = 0; c < down * across; c++)
                Claim(pixels, centres.AsSpan(c * size, size), c, label, distance, height, width, (int)Math.Ceiling(step), nearness);
            Move(pixels, label, centres, size, width);
        }

        return Connect(label, height, width, (int)(step * step / 4));
    }

    private static void Claim(ReadOnlySpan<float> pixels, Span<double> centre, int c, int[] label, double[] distance, int height, int width,
        int reach, double nearness)
    {
        var channels = centre.Length - 2;
        int y0 = Math.Max(0, (int)centre[channels] - reach), y1 = Math.Min(height - 1, (int)centre[channels] + reach);
        int x0 = Math.Max(0, (int)centre[channels + 1] - reach), x1 = Math.Min(width - 1, (int)centre[channels + 1] + reach);
        for (var y = y0; y <= y1; y++)
        {
            for (var x = x0; x <= x1; x++)
            {
                var at = y * width + x;
                var (dy, dx) = (y - centre[channels], x - centre[channels + 1]);
                var d = nearness * (dy * dy + dx * dx);
                for (var k = 0; k < channels; k++) d += (pixels[k * label.Length + at] - centre[k]) * (pixels[k * label.Length + at] - centre[k]);
                if (d < distance[at]) (distance[at], label[at]) = (d, c);
            }
        }
    }

    // Centres to the means of their pixels; one that lost all its pixels stays where it is.
    private static void Move(ReadOnlySpan<float> pixels, int[] label, double[] centres, int size, int width)
    {
        var (sums, counts, channels) = (new double[centres.Length], new int[centres.Length / size], size - 2);
        for (var at = 0; at < label.Length; at++)
        {
            var c = label[at];
            counts[c]++;
            for (var k = 0; k < channels; k++) sums[c * size + k] += pixels[k * label.Length + at];
            sums[c * size + channels] += at / width;
            sums[c * size + channels + 1] += at % width;
        }

        for (var i = 0; i < centres.Length; i++) if (counts[i / size] > 0) centres[i] = sums[i] / counts[i / size];
    }

    // Pieces of one label that touch become one superpixel; a piece below the least size joins the piece found before it beside it.
    private static int[] Connect(int[] label, int height, int width, int least)
    {
        var (piece, pieces, members) = (new int[label.Length], 0, new List<int>());
        Array.Fill(piece, -1);
        for (var start = 0; start < label.Length; start++)
        {
            if (piece[start] >= 0) continue;
            int beside = start % width > 0 ? piece[start - 1] : start >= width ? piece[start - width] : -1;
            members.Clear();
            members.Add(start);
            piece[start] = pieces;
            for (var m = 0; m < members.Count; m++)
            {
                var at = members[m];
                if (at % width > 0) Reach(at, at - 1);
                if (at % width < width - 1) Reach(at, at + 1);
                if (at >= width) Reach(at, at - width);
                if (at < label.Length - width) Reach(at, at + width);
            }

            if (members.Count < least && beside >= 0) foreach (var at in members) piece[at] = beside;
            else pieces++;
        }

        return piece;

        void Reach(int from, int to)
        {
            if (piece[to] >= 0 || label[to] != label[from]) return;
            piece[to] = pieces;
            members.Add(to);
        }
    }
}
