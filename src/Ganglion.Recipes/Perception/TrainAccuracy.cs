using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>How well a fitted network knows the images it has trained on: the other end of the gap to the test part.</summary>
internal static class TrainAccuracy
{
    public const string Curve = "train-accuracy";

    private const int Most = 2_000, Block = 250;

    /// <summary>Logs the share of the first training images, 2000 at most, that are classified right.</summary>
    public static void Log(Run run, ImageClassification task, int epoch, Func<Tensor, Tensor> logits)
    {
        int[] items = [.. Enumerable.Range(0, Math.Min(Most, task.TrainCount))];
        int right = 0;
        foreach (int[] block in items.Chunk(Block))
        {
            var (images, labels) = task.Batch(block);
            var found = Memory.Scope(() => logits(images)).ArgMax();
            for (int i = 0; i < block.Length; i++) if (found[i] == labels[i]) right++;
        }
        run.Log(Curve, epoch, (double)right / items.Length);
    }

    /// <summary>What was logged, less the test accuracy: a gap for each seed.</summary>
    public static IReadOnlyList<double> Gaps(Runs runs) => [.. runs.Results.Select((r, i) => r.Curves[Curve][^1].Value - runs.Test[i])];
}
