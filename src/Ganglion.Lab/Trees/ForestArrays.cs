namespace Ganglion.Lab.Trees;

/// <summary>A forest as flat arrays, ready to be stored as tensors. Nodes of all trees stand end to end; children follow their parent.</summary>
public sealed record ForestArrays
{
    /// <summary>What the forest was fitted to minimise.</summary>
    public required BoostingLoss Loss { get; init; }

    /// <summary>Number of features of a row.</summary>
    public required int Features { get; init; }

    /// <summary>Score before the first tree, <c>[outputs]</c>.</summary>
    public required float[] Start { get; init; }

    /// <summary>Index of each tree's root node, <c>[trees]</c>.</summary>
    public required int[] Root { get; init; }

    /// <summary>Output each tree adds to, <c>[trees]</c>.</summary>
    public required int[] Output { get; init; }

    /// <summary>Feature a node splits on, -1 for a leaf, <c>[nodes]</c>.</summary>
    public required int[] Feature { get; init; }

    /// <summary>Numeric splits: values up to this go left, <c>[nodes]</c>.</summary>
    public required float[] Threshold { get; init; }

    /// <summary>Node where the left rows go, <c>[nodes]</c>; 0 for a leaf.</summary>
    public required int[] Left { get; init; }

    /// <summary>Node where the right rows go, <c>[nodes]</c>; 0 for a leaf.</summary>
    public required int[] Right { get; init; }

    /// <summary>1 where missing values and unknown categories go left, else 0, <c>[nodes]</c>.</summary>
    public required int[] DefaultLeft { get; init; }

    /// <summary>What a leaf adds to the score, learning rate included, <c>[nodes]</c>; at a split, what it would add as a leaf.</summary>
    public required float[] Value { get; init; }

    /// <summary>Loss saved by a split, <c>[nodes]</c>.</summary>
    public required float[] Gain { get; init; }

    /// <summary>First word of a node's category set in <see cref="Categories"/>, <c>[nodes]</c>; -1 for numeric splits and leaves.</summary>
    public required int[] CategoryStart { get; init; }

    /// <summary>Words of a node's category set, <c>[nodes]</c>.</summary>
    public required int[] CategoryWords { get; init; }

    /// <summary>Bits of category codes, 32 a word, lowest first: the codes that leave the default direction of their node.</summary>
    public required int[] Categories { get; init; }

    /// <summary>Refuses arrays that no forest can have, so that prediction needs no further check and always ends.</summary>
    internal void Check()
    {
        var nodes = Feature.Length;
        foreach (var (length, name) in (ReadOnlySpan<(int, string)>)
                 [(Threshold.Length, nameof(Threshold)), (Left.Length, nameof(Left)), (Right.Length, nameof(Right)), (Value.Length, nameof(Value)),
                     (DefaultLeft.Length, nameof(DefaultLeft)), (Gain.Length, nameof(Gain)), (CategoryStart.Length, nameof(CategoryStart)),
                     (CategoryWords.Length, nameof(CategoryWords))])
            Require.SameLength(length, nodes, name, nameof(Feature));
        Require.SameLength(Output.Length, Root.Length, nameof(Output), nameof(Root));
        if (Start.Length == 0 || Features < 1) throw new ArgumentException("A forest needs at least one output and one feature.");
        for (var t = 0; t < Root.Length; t++)
            if ((uint)Root[t] >= (uint)nodes || (uint)Output[t] >= (uint)Start.Length)
                throw new ArgumentException($"Tree {t} has root {Root[t]} of {nodes} nodes and output {Output[t]} of {Start.Length}.");
        for (var n = 0; n < nodes; n++)
        {
            if (Feature[n] < 0) continue;
            if (Feature[n] >= Features || Left[n] <= n || Right[n] <= n || Left[n] >= nodes || Right[n] >= nodes)
                throw new ArgumentException($"Node {n} splits feature {Feature[n]} of {Features} into nodes {Left[n]} and {Right[n]} of {nodes}; " +
                    "children must follow their parent.");
            if (CategoryStart[n] >= 0 && (CategoryWords[n] < 0 || CategoryStart[n] > Categories.Length - CategoryWords[n]))
                throw new ArgumentException($"Node {n} has a category set beyond the {Categories.Length} words there are.");
        }
    }
}
