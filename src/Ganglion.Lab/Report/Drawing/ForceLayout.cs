namespace Ganglion.Lab.Report;

/// <summary>
/// Places a graph's nodes by springs and repulsion (Fruchterman and Reingold, Software: Practice and Experience 21, 1991), starting from
/// a fixed spiral, so that the same graph always gets the same picture.
/// </summary>
internal static class ForceLayout
{
    private const int Rounds = 150;

    /// <summary>A position for every node in a square of the given side, leaving <paramref name="margin"/> free around it.</summary>
    public static (double X, double Y)[] Place(int nodes, IReadOnlyList<(int From, int To)> edges, double side, double margin)
    {
        var (x, y) = (new double[nodes], new double[nodes]);
        var (dx, dy) = (new double[nodes], new double[nodes]);
        for (var i = 0; i < nodes; i++)
        {
            // Rounded to a coarse grid so that a last-bit difference between two machines' sines cannot grow into another picture.
            var (sin, cos) = Math.SinCos(2.399963 * i);
            (x[i], y[i]) = (Math.Round(Math.Sqrt(i + 0.5) * cos, 3), Math.Round(Math.Sqrt(i + 0.5) * sin, 3));
        }

        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(dx);
            Array.Clear(dy);
            Repel(x, y, dx, dy);
            foreach (var (from, to) in edges)
            {
                var (ex, ey) = (x[to] - x[from], y[to] - y[from]);
                var pull = Math.Sqrt((ex * ex) + (ey * ey)) / 1.8;
                (dx[from], dy[from], dx[to], dy[to]) = (dx[from] + (ex * pull), dy[from] + (ey * pull), dx[to] - (ex * pull), dy[to] - (ey * pull));
            }

            // Each round a node moves at most this far; the limit sinks to nothing, which settles the picture.
            var heat = 0.12 * Math.Sqrt(nodes) * (Rounds - round) / Rounds;
            for (var i = 0; i < nodes; i++)
            {
                // A weak pull to the middle keeps components that no edge holds together in sight.
                var (mx, my) = (dx[i] - (0.35 * x[i]), dy[i] - (0.35 * y[i]));
                var length = Math.Sqrt((mx * mx) + (my * my));
                var scale = length > heat ? heat / length : 1;
                (x[i], y[i]) = (x[i] + (mx * scale), y[i] + (my * scale));
            }
        }

        return Fit(x, y, side, margin);
    }

    private static void Repel(double[] x, double[] y, double[] dx, double[] dy)
    {
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = i + 1; j < x.Length; j++)
            {
                var (ex, ey) = (x[i] - x[j], y[i] - y[j]);
                var push = 1 / Math.Max((ex * ex) + (ey * ey), 1e-3);
                (dx[i], dy[i], dx[j], dy[j]) = (dx[i] + (ex * push), dy[i] + (ey * push), dx[j] - (ex * push), dy[j] - (ey * push));
            }
        }
    }

    private static (double X, double Y)[] Fit(double[] x, double[] y, double side, double margin)
    {
        var (left, top) = (x.Min(), y.Min());
        var (width, height) = (x.Max() - left, y.Max() - top);
        var scale = (side - (2 * margin)) / Math.Max(Math.Max(width, height), 1e-9);
        return [.. x.Select((value, i) => (
            (side / 2) + ((value - left - (width / 2)) * scale),
            (side / 2) + ((y[i] - top - (height / 2)) * scale)))];
    }
}
