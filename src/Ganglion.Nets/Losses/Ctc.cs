namespace Ganglion.Nets;

public static partial class Loss
{
    private const double Never = -1e30;                         // a logarithm of 0 that can be added to

    /// <summary>
    /// Connectionist temporal classification (Graves et al. 2006, equations 6 to 8): minus the logarithm of the probability of all ways to stretch
    /// the
    /// labels over the steps, with blanks between them; divided by the number of labels and averaged over the batch, as PyTorch's.
    /// </summary>
    /// <param name="logProbabilities"><c>[batch, time, classes]</c>, from <see cref="LogSoftmaxOp.LogSoftmax"/>.</param>
    /// <param name="labels"><c>[batch, most]</c>, none of them the blank; what lies beyond a sample's length plays no part.</param>
    /// <param name="lengths"><c>[batch]</c>: the steps of each sample, 1 or more.</param>
    /// <param name="labelLengths"><c>[batch]</c>: the labels of each sample.</param>
    /// <param name="blank">The class that stands for nothing.</param>
    /// <returns>A scalar. Labels that do not fit into their steps cost about 1e30.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public static Tensor Ctc(Tensor logProbabilities, IntTensor labels, IntTensor lengths, IntTensor labelLengths, int blank = 0)
    {
        int batch = logProbabilities.Size(0), time = logProbabilities.Rank == 3 ? logProbabilities.Size(1) : 0;
        if (time == 0 || labels.Shape.Length != 2 || labels.Shape[0] != batch || lengths.Length != batch || labelLengths.Length != batch
            || lengths.Span.ToArray().Any(l => l < 1 || l > time) || labelLengths.Span.ToArray().Any(l => l < 0 || l > labels.Shape[1]))
            throw new ArgumentException(
                "Ctc: log-probabilities [batch, time, classes], labels [batch, most], and for each sample a length of 1 to time and a number of labels "
                + $"are needed; got {Shapes.Text(logProbabilities.Shape)}, {Shapes.Text(labels.Shape)}, {Shapes.Text(lengths.Span)} and "
                + $"{Shapes.Text(labelLengths.Span)}.");
        int classes = logProbabilities.Size(2), most = labels.Shape[1], states = 2 * most + 1;
        int[] positions = new int[batch * time * states], last = new int[2 * batch];
        float[] jumps = new float[batch * states], running = new float[batch * time];
        for (int b = 0; b < batch; b++)
        {
            int Class(int s) => s % 2 == 0 || s / 2 >= labelLengths[b] ? blank : labels[b * most + s / 2];
            for (int t = 0; t < time; t++)
                for (int s = 0; s < states; s++) positions[(b * time + t) * states + s] = (b * time + t) * classes + Class(s);
            for (int s = 3; s < states; s += 2) jumps[b * states + s] = Class(s) != Class(s - 2) ? 1 : 0;
            running.AsSpan(b * time, lengths[b]).Fill(1);
            (last[2 * b], last[2 * b + 1]) = (b * states + 2 * labelLengths[b], labelLengths[b] > 0 ? b * states + 2 * labelLengths[b] - 1 : -1);
        }
        var dtype = logProbabilities.DType;
        Tensor none = Tensor.Scalar(Never, dtype), jump = Tensor.From(jumps, batch, states).To(dtype), on = Tensor.From(running, batch,
            time).To(dtype);
        var emissions = logProbabilities.Take(positions).Reshape(batch, time, states);
        var alpha = Tensor.Range(states, dtype).Greater(1).Where(none, emissions.Select(1, 0));
        for (int t = 1; t < time; t++)
        {
            var ways = Tensor.Stack([alpha, Later(alpha, 1), jump.Where(Later(alpha, 2), none)], 2).LogSumExp(2) + emissions.Select(1, t);
            alpha = on.Slice(1, t, 1).Where(ways, alpha);
        }
        var ends = alpha.Take(last).Reshape(batch, 2);
        var absent = Tensor.From([.. last.Select(i => i < 0 ? 1f : 0)], batch, 2).To(dtype);
        var counts = Tensor.From([.. labelLengths.Span.ToArray().Select(l => (double)Math.Max(l, 1))]).To(dtype);
        return (absent.Where(none, ends).LogSumExp(1) / counts).Mean().Neg();

        Tensor Later(Tensor x, int by) => by >= states ? none.Expand(x.Shape)
            : Tensor.Concat([none.Expand([batch, by]), x.Slice(1, 0, states - by)], 1);
    }
}
