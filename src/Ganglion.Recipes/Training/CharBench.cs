using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Character language modelling on Tiny Shakespeare; at smoke budget on a made-up text. Windows are drawn from its first nine tenths,
/// and held-out ones lie evenly in the rest.</summary>
/// <param name="text">The text.</param>
/// <param name="context">Characters a window.</param>
internal sealed class CharBench(CharacterText text, int context)
{
    /// <summary>Opens the text.</summary>
    public static CharBench Open(Experiment e, int context)
    {
        string[] words = ["the ", "cat ", "saw ", "a ", "dog, ", "and ", "ran.\n"];
        return new(e.Budget != Budget.Smoke ? CharacterText.Open("tiny-shakespeare")
            : CharacterText.From(string.Concat(e.Rng.Split("text").Integers(400, words.Length).Select(i => words[i]))), context);
    }

    /// <summary>The number of characters.</summary>
    public int Vocabulary => text.Alphabet.Length;

    /// <summary>Characters a window.</summary>
    public int Context => context;

    /// <summary>A small decoder-only transformer for this text.</summary>
    public Gpt Transformer(Rng rng, int width = 48, int heads = 4, int layers = 2) => Gpt.Create(Vocabulary, context, width, heads, layers, rng);

    /// <summary>Windows of a step, <c>[batch, context]</c>, and the characters that follow each place.</summary>
    public (IntTensor Ids, IntTensor Next) Batch(int step, int size, Rng rng) =>
        Windows(text.Train, rng.Split(step).Integers(size, text.Train.Length - context));

    /// <summary>Trains a transformer on what follows.</summary>
    public Trajectory<Gpt, Nothing> Train(Gpt net, Optimizer optimizer, int steps, int batch, Rng rng, Learner? learner = null) =>
        Trajectory.Follow(net, optimizer, steps, (m, step) =>
        {
            var (ids, next) = Batch(step, batch, rng);
            return m.Loss(ids, next);
        }, learner);

    /// <summary>The mean loss in nats a character on held-out windows.</summary>
    /// <param name="loss">The mean loss of ids and what follows.</param>
    /// <param name="windows">How many.</param>
    public double HeldLoss(Func<IntTensor, IntTensor, Tensor> loss, int windows = 64)
    {
        int room = text.Validation.Length - context - 1;
        int[] starts = [.. Enumerable.Range(0, windows).Select(i => (int)((long)i * room / windows))];
        return starts.Chunk(16).Average(s =>
        {
            var (ids, next) = Windows(text.Validation, s);
            return Memory.Block(() => loss(ids, next)).Item();
        });
    }

    private (IntTensor, IntTensor) Windows(ReadOnlySpan<int> part, int[] starts)
    {
        int[] ids = new int[starts.Length * context], next = new int[ids.Length];
        for (int i = 0; i < starts.Length; i++)
        {
            part.Slice(starts[i], context).CopyTo(ids.AsSpan(i * context));
            part.Slice(starts[i] + 1, context).CopyTo(next.AsSpan(i * context));
        }
        return (IntTensor.From(ids, starts.Length, context), IntTensor.From(next, starts.Length, context));
    }
}
