namespace Ganglion;

/// <summary>The sizes that recurrent operations share, and how sequences of unequal length are held.</summary>
internal readonly record struct Recurrence(int Batch, int Time, int Inputs, int Units)
{
    public static Recurrence Check(string op, int gates, Tensor x, Tensor weight, Tensor recurrent, IntTensor? lengths, Tensor? bias, Tensor? h,
        Tensor? c)
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
                + $"states [batch, units] are needed; got {Shapes.Text(x.Shape)}, {Shapes.Text(weight.Shape)}, {Shapes.Text(recurrent.Shape)}"
                + string.Concat(from t in (Tensor?[])[bias, h, c] where t is not null select ", " + Shapes.Text(t.Shape)) + ".");
        if (lengths is not null)
        {
            if (lengths.Length != x.Shape[0])
                throw new ArgumentException($"{op}: a batch of {x.Shape[0]} sequences needs as many lengths; got {lengths.Length}.", nameof(lengths));
            lengths.CheckRange(x.Shape[1] + 1, op);
        }
        return new(x.Shape[0], x.Shape[1], x.Shape[2], units);
    }

    public Tensor Zeros(DType dtype) => Tensor.Zeros([Batch, Units], dtype);

    /// <summary>For the kernels; in reverse, the padding comes first.</summary>
    public SequenceShape Shape(IntTensor? lengths, bool reverse) => new(Time, Batch, Units, lengths?.Values, reverse);

    /// <summary>The outputs at the places of their inputs, zeros in the padding.</summary>
    public Tensor Outputs(Tensor y, IntTensor? lengths, bool reverse)
    {
        if (reverse) y = y.Flip(1);
        return lengths is null ? y : y * Running(new(Time, Batch, Units, lengths.Values, Late: false), y.DType).Unsqueeze(2);
    }

    /// <summary><c>[batch, time]</c>: 1 where a step moves its state.</summary>
    public static Tensor Running(in SequenceShape s, DType dtype)
    {
        var values = new double[s.Batch * s.Time];
        for (int b = 0, i = 0; b < s.Batch; b++)
            for (int t = 0; t < s.Time; t++, i++) values[i] = s.Runs(b, t) ? 1 : 0;
        return Tensor.From(values, s.Batch, s.Time).To(dtype);
    }

    /// <summary>The gradient of x from that of the gates, [time · batch, …]: as x is, [batch, time, inputs].</summary>
    public static Tensor Back(Tensor dGates, Tensor weight, in SequenceShape s) =>
        dGates.MatMul(weight).Reshape(s.Time, s.Batch, weight.Shape[1]).Transpose(0, 1);

    /// <summary>The next states where the sequence runs, the old ones where it is over.</summary>
    public static Tensor Held(Tensor? running, int t, Tensor next, Tensor old) => running is null ? next : running.Slice(1, t, 1).Where(next, old);
}
