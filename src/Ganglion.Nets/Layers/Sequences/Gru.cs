namespace Ganglion.Nets;

/// <summary>Gated recurrent units over sequences: layers one above the other, each reading forwards or both ways, as PyTorch's
/// <c>nn.GRU</c>.</summary>
/// <param name="Cells">Layer by layer; if bidirectional, the forward cell of a layer, then its backward cell.</param>
[Model]
public sealed partial record Gru(GruCell[] Cells)
{
    /// <summary>Whether each layer reads both ways.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>The dropout rate between layers.</summary>
    public double DropoutRate { get; init; }

    /// <summary>Every cell begun as <see cref="GruCell.Create"/> does.</summary>
    public static Gru Create(int inputs, int units, Rng rng, int layers = 1, bool bidirectional = false, double dropout = 0,
        DType dtype = DType.F32) => new(
        [.. Recurrent.Widths(inputs, units, layers, bidirectional).Select((width, i) => GruCell.Create(width, units, rng.Split(i), dtype))])
        {
            Bidirectional = bidirectional,
            DropoutRate = dropout,
        };

    /// <param name="x"><c>[batch, time, inputs]</c>.</param>
    /// <param name="h"><c>[cells, batch, units]</c> before the first step; zeros if none.</param>
    /// <param name="lengths"><c>[batch]</c>, the steps of each sequence before the padding, which gives zeros.</param>
    /// <param name="rng">The key of dropout; none in evaluation.</param>
    /// <returns>The last layer's outputs <c>[batch, time, units]</c>, twice as wide if bidirectional, and each cell's h after its last step
    /// <c>[cells, batch, units]</c>.</returns>
    public (Tensor Y, Tensor H) Forward(Tensor x, Tensor? h = null, IntTensor? lengths = null, Rng? rng = null)
    {
        var hs = new Tensor[Cells.Length];
        x = Recurrent.Run(x, Cells.Length, Bidirectional, DropoutRate, rng, (x, i, reverse) =>
        {
            var (input, recurrent) = Cells[i];
            (x, hs[i]) = x.Gru(input.Weight, recurrent.Weight, input.Bias, recurrent.Bias, h?.Select(0, i), lengths, reverse);
            return x;
        });
        return (x, Tensor.Stack(hs));
    }
}
