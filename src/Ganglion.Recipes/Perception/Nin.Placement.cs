using System.Numerics.Tensors;
using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

public sealed partial class Nin
{
    private const int Object = 8, Canvas = 24;

    // Where a class's map peaks, against where the object was put.
    private void MapsFindTheObject(Experiment e)
    {
        var (train, _) = Placed(e.By(60, 2_000, 10_000), e.Rng.Split("train"));
        var (test, corners) = Placed(e.By(30, 300, 1_000), e.Rng.Split("test"));
        var task = ImageClassification.From(train, "placed shapes", new());
        var o = e.By(Smoke, new() { Width = 16, Kernel = 3, Dropout = 0.2, Epochs = 12 }, new());
        var net = Fit(task, o, new Run(e.Seed, e.Budget, e.Cancel));
        var maps = Memory.Scope(() => net.Maps(task.Info.Normalize(test.Pixels)));
        int side = maps.Size(3), right = 0, inside = 0;
        float[] values = maps.ToArray();
        for (int i = 0; i < test.Count; i++)
        {
            var map = values.AsSpan((i * test.ClassNames.Count + test.Labels[i]) * side * side, side * side);
            int peak = map.IndexOf(TensorPrimitives.Max(map)), cell = Canvas / side;
            int y = peak / side * cell + cell / 2 - corners[i].Y, x = peak % side * cell + cell / 2 - corners[i].X;
            if (y is >= -2 and < Object + 2 && x is >= -2 and < Object + 2) inside++;
        }
        var classes = net.Forward(task.Info.Normalize(test.Pixels)).ArgMax();
        for (int i = 0; i < test.Count; i++) if (classes[i] == test.Labels[i]) right++;
        double chance = Math.Pow((Object + 4.0) / Canvas, 2);
        e.Note(FormattableString.Invariant($"A peak falls within two pixels of the object by chance in {chance:P0} of all images at most."));
        e.AtLeast("test accuracy", (double)right / test.Count, 0.9);
        e.AtLeast("share of maps whose peak lies within two pixels of the object", (double)inside / test.Count, 0.9);
    }

    // Crosses, rings and stripes of 8×8 pixels somewhere on a noisy canvas of 24×24: what is where is known.
    private static (ImageSet Images, (int Y, int X)[] Corners) Placed(int count, Rng rng)
    {
        int[] noise = rng.Split("noise").Integers(count * Canvas * Canvas, 96), place = rng.Split("place").Integers(2 * count, Canvas - Object + 1);
        var pixels = Array.ConvertAll(noise, n => (byte)n);
        var corners = new (int Y, int X)[count];
        for (int i = 0; i < count; i++)
        {
            var (top, left) = corners[i] = (place[2 * i], place[2 * i + 1]);
            for (int y = 0; y < Object; y++)
                for (int x = 0; x < Object; x++)
                {
                    double dy = y - 3.5, dx = x - 3.5, radius = Math.Sqrt(dy * dy + dx * dx);
                    bool ink = (i % 3) switch { 0 => Math.Abs(dy) < 1 || Math.Abs(dx) < 1, 1 => radius is > 2.4 and < 4, _ => y % 3 == 0 };
                    if (ink) pixels[(i * Canvas + top + y) * Canvas + left + x] = (byte)(160 + noise[(i * Canvas + top + y) * Canvas + left + x]);
                }
        }
        return (new(pixels, 1, Canvas, Canvas, [.. Enumerable.Range(0, count).Select(i => i % 3)], ["cross", "ring", "stripes"]), corners);
    }
}
