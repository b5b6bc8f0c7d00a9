namespace Ganglion.Nets;

/// <summary>
/// One step of a gated recurrent unit (Cho et al. 2014), reset after the product as in PyTorch: r, z and n are the thirds of Input(x) and of
/// Recurrent(h); h ← (1 - σ(z))·tanh(n + σ(r)·n') + σ(z)·h.
/// </summary>
/// <param name="Input"><c>[3 · units, inputs]</c> and its bias.</param>
/// <param name="Recurrent"><c>[3 · units, units]</c> and its bias.</param>
[Model]
public sealed partial record GruCell(Linear Input, Linear Recurrent)
{
    /// <summary>All weights from U(-1/√units, 1/√units), as PyTorch.</summary>
    public static GruCell Create(int inputs, int units, Rng rng, DType dtype = DType.F32)
    {
        Linear Part(int width, Rng key) => new(Init.FanIn([3 * units, width], units, key.Split("weight"), dtype), Init.FanIn([3 * units], units,
            key.Split("bias"), dtype));
        return new(Part(inputs, rng.Split("input")), Part(units, rng.Split("recurrent")));
    }

    /// <summary>The number of units.</summary>
    public int Units => Recurrent.Inputs;

    /// <summary>One step.</summary>
    /// <param name="x"><c>[batch, inputs]</c>.</param>
    /// <param name="h"><c>[batch, units]</c>, zeros at first.</param>
    /// <returns>The next h.</returns>
    public Tensor Forward(Tensor x, Tensor h)
    {
        Tensor[] a = Input.Forward(x).Split(3), b = Recurrent.Forward(h).Split(3);
        var n = (a[2] + (a[0] + b[0]).Sigmoid() * b[2]).Tanh();
        return n + (a[1] + b[1]).Sigmoid() * (h - n);
    }
}
