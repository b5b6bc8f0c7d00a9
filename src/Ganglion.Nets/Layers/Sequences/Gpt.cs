namespace Ganglion.Nets;

/// <summary>
/// A decoder-only transformer over ids (Radford et al. 2019): learned positions, causal blocks with norms first and GELU, a last norm, and
/// scores of the next id against the same table that embeds ids, or a head of their own.
/// </summary>
/// <param name="Tokens">One vector for each id.</param>
/// <param name="Positions"><c>[context, width]</c>.</param>
/// <param name="Blocks">Causal layers.</param>
/// <param name="Head">From the width to the ids; without one the table of tokens serves.</param>
[Model]
public sealed partial record Gpt(Embedding Tokens, Tensor Positions, TransformerEncoder Blocks, Linear? Head = null)
{
    /// <summary>The dropout rate after the embedding.</summary>
    public double DropoutRate { get; init; }

    /// <summary>Tokens and positions from N(0, 0.02²); the hidden width of a block is four times the width.</summary>
    /// <param name="vocabulary">The number of ids.</param>
    /// <param name="context">The longest sequence.</param>
    /// <param name="width">Of the vectors; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Of each attention.</param>
    /// <param name="layers">The number of blocks.</param>
    /// <param name="rng">The key.</param>
    /// <param name="dropout">The rate everywhere.</param>
    /// <param name="tied">Whether scores use the table of tokens.</param>
    /// <param name="dtype">The element type.</param>
    public static Gpt Create(int vocabulary, int context, int width, int heads, int layers, Rng rng, double dropout = 0, bool tied = true,
        DType dtype = DType.F32) => new(
        Embedding.Create(vocabulary, width, rng.Split("tokens"), 0.02, dtype), rng.Split("positions").Normal([context, width], 0, 0.02, dtype),
        TransformerEncoder.Create(layers, width, heads, 4 * width, rng.Split("blocks"), dropout, Activation.Gelu, normFirst: true, dtype),
        tied ? null : Linear.Create(width, vocabulary, rng.Split("head"), bias: false, dtype))
        { DropoutRate = dropout };

    /// <summary>The longest sequence.</summary>
    public int Context => Positions.Size(0);

    /// <param name="ids"><c>[batch, time]</c>, time at most the context.</param>
    /// <param name="rng">The key of dropout; none in evaluation.</param>
    /// <returns>The scores of the id that follows each: <c>[batch, time, ids]</c>.</returns>
    /// <exception cref="ArgumentException">The ids have another shape, or are too many.</exception>
    public Tensor Forward(IntTensor ids, Rng? rng = null)
    {
        if (ids.Shape.Length != 2 || ids.Shape[1] > Context)
            throw new ArgumentException($"Gpt: ids [batch, time] with time at most {Context} are needed; got {Shapes.Text(ids.Shape)}.", nameof(ids));
        var x = Tokens.Forward(ids) + Positions.Slice(0, 0, ids.Shape[1]);
        if (rng is { } key && DropoutRate > 0) x = x.Dropout(DropoutRate, key.Split("embedding"));
        x = Blocks.Forward(x, causal: true, rng: rng?.Split("blocks"));
        return x.Linear(Head?.Weight ?? Tokens.Weight, Head?.Bias).Mark("output");
    }

    /// <summary>The mean cross-entropy, in nats, of what follows: a scalar.</summary>
    /// <param name="ids"><c>[batch, time]</c>.</param>
    /// <param name="next"><c>[batch, time]</c>: the ids one place further.</param>
    /// <param name="rng">The key of dropout; none in evaluation.</param>
    public Tensor Loss(IntTensor ids, IntTensor next, Rng? rng = null)
    {
        var scores = Forward(ids, rng);
        return Nets.Loss.CrossEntropy(scores.Reshape(-1, scores.Size(2)), IntTensor.From(next.Span));
    }

    /// <summary>Continues a text. Keys and values of what was read are kept, so that a step costs one position; beyond the context it starts anew
    /// from the last half of it.</summary>
    /// <param name="start">Ids to continue, one or more.</param>
    /// <param name="count">How many to add.</param>
    /// <param name="sampler">How each is chosen.</param>
    /// <param name="rng">The key; each step splits its own.</param>
    /// <returns>The start and what follows it.</returns>
    public int[] Generate(ReadOnlySpan<int> start, int count, Sampler sampler, Rng rng)
    {
        if (start.IsEmpty) throw new ArgumentException("Gpt: give at least one id to continue.", nameof(start));
        List<int> ids = [.. start];
        KeyValues[]? kept = null;
        for (int i = 0; i < count; i++)
        {
            int known = kept?[0].Length ?? 0;
            if (kept is null || known + 1 > Context) (kept, known) = (null, Math.Max(0, ids.Count - (i == 0 ? Context : Math.Max(1, Context / 2))));
            int[] fresh = [.. kept is null ? ids.Skip(known) : ids.TakeLast(1)];
            (int next, kept) = Memory.Block(() =>
            {
                var (scores, cache) = Continue(IntTensor.From(fresh, 1, fresh.Length), kept);
                return (sampler.Draw(scores.Select(1, fresh.Length - 1), rng.Split(i))[0], cache);
            });
            ids.Add(next);
        }
        return [.. ids];
    }

    /// <summary>The scores after further ids, given the keys and values of those before them.</summary>
    /// <param name="ids"><c>[batch, time]</c>: what follows.</param>
    /// <param name="before">From the call before; none at the start.</param>
    /// <returns><c>[batch, time, ids]</c>, and the keys and values of each layer for the next call.</returns>
    /// <exception cref="ArgumentException">All of it together is longer than the context.</exception>
    public (Tensor Scores, KeyValues[] Kept) Continue(IntTensor ids, KeyValues[]? before = null)
    {
        int known = before?[0].Length ?? 0, time = ids.Shape[1];
        if (known + time > Context)
            throw new ArgumentException($"Gpt: {known} ids are known and {time} follow, more than the context of {Context}.", nameof(ids));
        var x = Tokens.Forward(ids) + Positions.Slice(0, known, time);
        var kept = new KeyValues[Blocks.Layers.Length];
        for (int i = 0; i < kept.Length; i++) (x, kept[i]) = Blocks.Layers[i].Continue(x, before?[i]);
        return ((Blocks.Norm?.Forward(x) ?? x).Linear(Head?.Weight ?? Tokens.Weight, Head?.Bias), kept);
    }
}
