namespace Ganglion;

/// <summary>The sizes that recurrent operations share, and how sequences of unequal length are held.</summary>
internal readonly record struct Recurrence(int Batch, int Time, int Inputs, int Units)
{
    public static Recurrence Check(string op, int gates, Tensor x, Tensor weight, Tensor recurrent, IntTensor? lengths, Tensor? bias, Tensor? h, Tensor? c)
    {
        Pointwise.SameType(op, x, weight);
        Pointwise.SameType(op, x, recurrent);
        int units = recurrent.Rank == 2 ? recurrent.Shape[1] : 0;
        bool fits = x.Rank == 3 && weight.Rank == 2 && recurrent.Rank == 2 && weight.Shape.SequenceEqual([gates * units, x.Shape[2]])
            && recurrent.Shape[0] == gates * units && (bias is null || bias.Shape.SequenceEqual([gates * units]));
        foreach (var state in (Tensor?[])[h, c]) fits = fits && (state is null || state.Shape.SequenceEqual([x.Shape[0], units]));
        if (!fits)
            throw new ArgumentException(
                $"{op}: x [batch, time, inputs], weight [{gates}·units, inputs], recurrent weight [{gates}·units, units], bias [{gates}·units] and "
                + $"states [batch, units] are needed; got {Shapes.Text(x.Shape)}, {Shapes.Text(weight.Shape)}, {Shapes.Text(recurrent.Shape)}, "
                + string.Join(", ", from t in (Tensor?[])[bias, h, c] where t is not null select Shapes.Text(t.Shape)) + ".");
        if (lengths is not null)
        {
            if (lengths.Length != x.Shape[0])
                throw new ArgumentException($"{op}: a batch of {x.Shape[0]} sequences needs as many lengths; got {lengths.Length}.", nameof(lengths));
            lengths.CheckRange(x.Shape[1] + 1, op);
        }
        return new(x.Shape[0], x.Shape[1], x.Shape[2], units);
    }

    public Tensor Zeros(DType dtype) => Tensor.Zeros([Batch, Units], dtype);

    /// <summary><c>[batch, time]</c>: 1 while a sequence lasts, in the order of reading.</summary>
    public Tensor Running(IntTensor lengths, bool reverse)
    {
        var values = new double[Batch * Time];
        for (int b = 0; b < Batch; b++)
            for (int t = 0; t < Time; t++) values[b * Time + t] = (reverse ? Time - 1 - t : t) < lengths[b] ? 1 : 0;
        return Tensor.From(values, Batch, Time);
    }

    /// <summary>The outputs at the places of their inputs, zeros in the padding.</summary>
    public Tensor Outputs(Tensor y, IntTensor? lengths, bool reverse)
    {
        if (reverse) y = y.Flip(1);
        return lengths is null ? y : y * Running(lengths, reverse: false).To(y.DType).Unsqueeze(2);
    }

    /// <summary>The next states where the sequence runs, the old ones where it is over.</summary>
    public static (Tensor H, Tensor C) Held(Tensor? running, int t, (Tensor Next, Tensor Old) h, (Tensor Next, Tensor Old) c)
    {
        if (running is null) return (h.Next, c.Next);
        var on = running.Slice(1, t, 1).To(h.Next.DType);
        return (on.Where(h.Next, h.Old), on.Where(c.Next, c.Old));
    }
}
