namespace Ganglion.Recipes;

/// <summary>One answer for everything.</summary>
/// <param name="Answer"><c>[outputs]</c>: the logarithms of the classes' shares, or the mean.</param>
[Model]
public sealed partial record Constant(Tensor Answer)
{
    /// <summary>Of the right size, with equal shares.</summary>
    public static Constant Create(int outputs) => new(Tensor.Zeros([outputs]));

    /// <summary>The logarithms of the shares of the classes among labels, a class without any counting half a one.</summary>
    public static Constant Shares(IntTensor labels, int classes)
    {
        var counts = new double[classes];
        foreach (int c in labels.Span) counts[c]++;
        return new(Tensor.From(Array.ConvertAll(counts, n => (float)Math.Log(Math.Max(n, 0.5) / labels.Length))));
    }

    /// <summary>The answer once a row, <c>[rows, outputs]</c>.</summary>
    public Tensor Repeat(int rows) => Answer.Expand([rows, Answer.Length]);
}
