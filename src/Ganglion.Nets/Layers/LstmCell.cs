namespace Ganglion.Nets;

/// <summary>
/// One step of a long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000):
/// c ← σ(f)·c + σ(i)·tanh(g), h ← σ(o)·tanh(c), where i, f, g, o are the quarters of Input(x) + Recurrent(h), as in PyTorch.
/// </summary>
/// <param name="Input"><c>[4 · units, inputs]</c> and its bias.</param>
/// <param name="Recurrent"><c>[4 · units, units]</c> and its bias.</param>
[Model]
public sealed partial record LstmCell(Linear Input, Linear Recurrent)
{
    /// <summary>All weights from U(-1/√units, 1/√units), as PyTorch.</summary>
    public static LstmCell Create(int inputs, int units, Rng rng, DType dtype = DType.F32)
    {
        Linear Part(int width, Rng key) => new(Init.FanIn([4 * units, width], units, key.Split("weight"), dtype), Init.FanIn([4 * units], units, key.Split("bias"), dtype));
        return new(Part(inputs, rng.Split("input")), Part(units, rng.Split("recurrent")));
    }

    /// <summary>The number of units.</summary>
    public int Units => Recurrent.Inputs;

    /// <summary>One step.</summary>
    /// <param name="x"><c>[batch, inputs]</c>.</param>
    /// <param name="h"><c>[batch, units]</c>, zeros at first.</param>
    /// <param name="c"><c>[batch, units]</c>, zeros at first.</param>
    public (Tensor H, Tensor C) Forward(Tensor x, Tensor h, Tensor c) => Step(Input.Forward(x), h, c);

    /// <summary>
    /// Reads the neighbours of each node one after another (Hamilton et al. 2017, section 3.3). Nodes with many neighbours read on while the others
    /// are done, so that the cost is that of the edges.
    /// </summary>
    /// <param name="graph"><c>[targets, nodes]</c>, row = destination; its values play no part.</param>
    /// <param name="x"><c>[nodes, inputs]</c>, dense or sparse.</param>
    /// <param name="rng">The key of the order in which neighbours are read; without one it is that of the columns.</param>
    /// <returns>What h is in the end <c>[targets, units]</c>; zeros where there is no neighbour.</returns>
    public Tensor Read(Csr graph, Features x, Rng? rng = null)
    {
        int[][] rows = [.. Enumerable.Range(0, graph.Rows).Select(r => Ordered(graph.Row(r), rng?.Split(r)))];
        int[] order = [.. Enumerable.Range(0, rows.Length).OrderByDescending(r => rows[r].Length)], place = new int[order.Length];
        for (int i = 0; i < order.Length; i++) place[order[i]] = i;

        var gates = x.Linear(Input.Weight, Input.Bias);
        Tensor h = Tensor.Zeros([rows.Length, Units], gates.DType), c = h;
        var done = new List<Tensor>();                          // the last to finish come first in the order
        for (int t = 0; order.Length > 0 && t < rows[order[0]].Length; t++)
        {
            int reading = Array.FindLastIndex(order, r => rows[r].Length > t) + 1;
            if (reading < h.Size(0))
            {
                done.Add(h.Slice(0, reading, h.Size(0) - reading));
                (h, c) = (h.Slice(0, 0, reading), c.Slice(0, 0, reading));
            }
            (h, c) = Step(gates.GatherRows(Array.ConvertAll(order[..reading], r => rows[r][t])), h, c);
        }
        done.Add(h);
        done.Reverse();
        return Tensor.Concat(done).GatherRows(place);
    }

    private (Tensor, Tensor) Step(Tensor fromInput, Tensor h, Tensor c)
    {
        Tensor[] gates = (fromInput + Recurrent.Forward(h)).Split(4);
        c = gates[1].Sigmoid() * c + gates[0].Sigmoid() * gates[2].Tanh();
        return (gates[3].Sigmoid() * c.Tanh(), c);
    }

    private static int[] Ordered(ReadOnlySpan<int> row, Rng? rng)
    {
        if (rng is not { } key) return row.ToArray();
        int[] order = key.Permutation(row.Length), result = new int[row.Length];
        for (int i = 0; i < order.Length; i++) result[i] = row[order[i]];
        return result;
    }
}
