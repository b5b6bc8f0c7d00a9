namespace Ganglion.Nets;

/// <summary>Long short-term memories over sequences: layers one above the other, each reading forwards or both ways, as PyTorch's
/// <c>nn.LSTM</c>.</summary>
/// <param name="Cells">Layer by layer; if bidirectional, the forward cell of a layer, then its backward cell.</param>
[Model]
public sealed partial record Lstm(LstmCell[] Cells)
{
    /// <summary>Whether each layer reads both ways.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>The dropout rate between layers.</summary>
    public double DropoutRate { get; init; }

    /// <summary>Every cell begun as <see cref="LstmCell.Create"/> does.</summary>
    public static Lstm Create(int inputs, int units, Rng rng, int layers = 1, bool bidirectional = false, double dropout = 0,
        DType dtype = DType.F32) => new(
        [.. Recurrent.Widths(inputs, units, layers, bidirectional).Select((width, i) => LstmCell.Create(width, units, rng.Split(i), dtype))])
        {
            Bidirectional = bidirectional,
            DropoutRate = dropout,
        };

    /// <param name="x"><c>[batch, time, inputs]</c>.</param>
    /// <param name="h"><c>[cells, batch, units]</c> before the first step; zeros if none.</param>
    /// <param name="c">As h.</param>
    /// <param name="lengths"><c>[batch]</c>, the steps of each sequence before the padding, which gives zeros.</param>
    /// <param name="rng">The key of dropout; none in evaluation.</param>
    /// <returns>The last layer's outputs <c>[batch, time, units]</c>, twice as wide if bidirectional, and each cell's state after its last
    /// step <c>[cells, batch, units]</c>.</returns>
    public (Tensor Y, Tensor H, Tensor C) Forward(Tensor x, Tensor? h = null, Tensor? c = null, IntTensor? lengths = null, Rng? rng = null)
    {
        var (hs, cs) = (new Tensor[Cells.Length], new Tensor[Cells.Length]);
        x = Recurrent.Run(x, Cells.Length, Bidirectional, DropoutRate, rng, (x, i, reverse) =>
        {
            var (input, recurrent) = Cells[i];
            var bias = input.Bias is { } p ? recurrent.Bias is { } q ? p + q : p : recurrent.Bias;
            (x, hs[i], cs[i]) = x.Lstm(input.Weight, recurrent.Weight, bias, h?.Select(0, i), c?.Select(0, i), lengths, reverse);
            return x;
        });
        return (x, Tensor.Stack(hs), Tensor.Stack(cs));
    }
}
