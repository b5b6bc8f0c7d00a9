using System.Runtime.Intrinsics;

namespace Ganglion.Lab.Trees;

/// <summary>A node over bins; <c>Feature</c> is -1 for a leaf.</summary>
internal struct TreeNode
{
    public int Feature;
    public int Bin;
    public bool MissingLeft;
    public BinSet Categories;
    public int Left;
    public int Right;
    public float Value;
    public float Gain;
}

/// <summary>Grows trees leaf-wise: the leaf with the largest gain is divided next, until the leaves are spent.</summary>
internal sealed class TreeGrower(BinnedTable table, BoostingOptions options, int threads)
{
    private readonly Histograms histograms = new(table);
    private readonly SplitFinder finder = new(options);
    private readonly int[] rows = new int[table.Rows];
    private readonly int[] rightRows = new int[table.Rows];
    private readonly Vector128<double>[] ordered = new Vector128<double>[table.Rows];
    private readonly Split[] candidates = new Split[2 * table.Bins.Length];
    private readonly List<Leaf> leaves = [];
    private readonly List<TreeNode> nodes = [];
    private int[] features = [];

    private sealed class Leaf(int node, int start, int depth, Mass mass)
    {
        public readonly int Node = node, Start = start, Depth = depth;
        public readonly Mass Mass = mass;
        public Histogram? Histogram;
        public Split Best;
    }

    /// <summary>One tree.</summary>
    /// <param name="gradients">Derivatives of every row of the table.</param>
    /// <param name="sample">The rows to learn from, ascending; null for all.</param>
    /// <param name="usable">The features to split on, ascending.</param>
    public TreeNode[] Grow(Vector128<double>[] gradients, int[]? sample, int[] usable)
    {
        features = usable;
        nodes.Clear();
        leaves.Clear();
        var count = sample?.Length ?? table.Rows;
        var total = Vector128<double>.Zero;
        for (var i = 0; i < count; i++)
        {
            rows[i] = sample is null ? i : sample[i];
            total += gradients[rows[i]];
        }
        var root = NewLeaf(0, 0, new(total, count));
        if (CanDivide(root))
        {
            root.Histogram = histograms.Rent();
            FindRoot(root, gradients, sample is null);
        }
        while (leaves.Count < options.MaxLeaves && MostPromising() is { } leaf) Divide(leaf, gradients);
        foreach (var leaf in leaves)
            if (leaf.Histogram is { } spent) histograms.Return(spent);
        return [.. nodes];
    }

    /// <summary>Adds the tree just grown to the scores of the rows it was grown from.</summary>
    public void AddTo(double[] scores)
    {
        foreach (var leaf in leaves)
            foreach (var row in rows.AsSpan(leaf.Start, leaf.Mass.Count)) scores[row] += nodes[leaf.Node].Value;
    }

    /// <summary>Adds a tree to the scores of every row of a table binned alike.</summary>
    public static void AddTo(double[] scores, TreeNode[] tree, BinnedTable table, int threads) =>
        RowRanges.InParallel(table.Rows, threads, (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                var at = 0;
                while (tree[at].Feature is var f and >= 0)
                    at = GoesLeft(tree[at], table.Bins, table.Columns[f][row]) ? tree[at].Left : tree[at].Right;
                scores[row] += tree[at].Value;
            }
        });

    private static bool GoesLeft(in TreeNode node, FeatureBins[] bins, int bin) =>
        bins[node.Feature].IsCategorical ? node.Categories.Contains(bin)
        : bin == bins[node.Feature].Count ? node.MissingLeft
        : bin <= node.Bin;

    private Leaf NewLeaf(int start, int depth, Mass mass)
    {
        var leaf = new Leaf(nodes.Count, start, depth, mass);
        nodes.Add(new() { Feature = -1, Value = finder.Value(mass) });
        leaves.Add(leaf);
        return leaf;
    }

    private bool CanDivide(Leaf leaf) =>
        leaf.Mass.Count >= 2 * options.MinSamplesLeaf && (options.MaxDepth == 0 || leaf.Depth < options.MaxDepth);

    private Leaf? MostPromising()
    {
        Leaf? best = null;
        foreach (var leaf in leaves)
            if (leaf.Best.Gain > (best?.Best.Gain ?? 0)) best = leaf;
        return best;
    }

    private void Divide(Leaf leaf, Vector128<double>[] gradients)
    {
        var split = leaf.Best;
        Partition(leaf, split);
        leaves.Remove(leaf);
        var left = NewLeaf(leaf.Start, leaf.Depth + 1, split.Left);
        var right = NewLeaf(leaf.Start + split.Left.Count, leaf.Depth + 1, leaf.Mass - split.Left);
        nodes[leaf.Node] = nodes[leaf.Node] with
        {
            Feature = split.Feature,
            Bin = split.Bin,
            MissingLeft = split.MissingLeft,
            Categories = split.Categories,
            Left = left.Node,
            Right = right.Node,
            Gain = (float)split.Gain,
        };
        var (small, large) = left.Mass.Count <= right.Mass.Count ? (left, right) : (right, left);
        if (leaves.Count == options.MaxLeaves || !CanDivide(large))
        {
            histograms.Return(leaf.Histogram!);
            return;
        }
        small.Histogram = histograms.Rent();
        large.Histogram = leaf.Histogram;
        FindChildren(small, large, gradients);
    }

    /// <summary>Moves the rows that go left before those that go right, each in their old order.</summary>
    private void Partition(Leaf leaf, Split split)
    {
        Span<bool> goesLeft = stackalloc bool[256];
        var node = new TreeNode { Feature = split.Feature, Bin = split.Bin, MissingLeft = split.MissingLeft, Categories = split.Categories };
        for (var bin = 0; bin <= table.Bins[split.Feature].Count; bin++) goesLeft[bin] = GoesLeft(node, table.Bins, bin);
        var column = table.Columns[split.Feature];
        var own = rows.AsSpan(leaf.Start, leaf.Mass.Count);
        int left = 0, right = 0;
        foreach (var row in own)
        {
            if (goesLeft[column[row]]) own[left++] = row;
            else rightRows[right++] = row;
        }
        rightRows.AsSpan(0, right).CopyTo(own[left..]);
    }

    private void FindRoot(Leaf root, Vector128<double>[] gradients, bool all)
    {
        var (histogram, n) = (root.Histogram!, root.Mass.Count);
        if (!all) Gather(root, gradients);
        ForFeatures(n, i =>
        {
            histograms.Build(histogram, features[i], all ? [] : rows.AsSpan(0, n), (all ? gradients : ordered).AsSpan(0, n));
            candidates[i] = Find(root, features[i]);
        });
        root.Best = Best(0);
    }

    private void FindChildren(Leaf small, Leaf large, Vector128<double>[] gradients)
    {
        Gather(small, gradients);
        var divideSmall = CanDivide(small);
        ForFeatures(small.Mass.Count, i =>
        {
            var (f, n) = (features[i], small.Mass.Count);
            histograms.Build(small.Histogram!, f, rows.AsSpan(small.Start, n), ordered.AsSpan(0, n));
            histograms.Subtract(large.Histogram!, small.Histogram!, f);
            candidates[i] = Find(large, f);
            if (divideSmall) candidates[features.Length + i] = Find(small, f);
        });
        large.Best = Best(0);
        if (divideSmall) small.Best = Best(features.Length);
    }

    private void Gather(Leaf leaf, Vector128<double>[] gradients)
    {
        var own = rows.AsSpan(leaf.Start, leaf.Mass.Count);
        for (var i = 0; i < own.Length; i++) ordered[i] = gradients[own[i]];
    }

    private Split Find(Leaf leaf, int feature)
    {
        var (histogram, part) = (leaf.Histogram!, histograms.Part(feature));
        return finder.Best(feature, table.Bins[feature], histogram.Sums.AsSpan(part), histogram.Counts.AsSpan(part), leaf.Mass);
    }

    /// <summary>The largest gain, of the first feature among equals.</summary>
    private Split Best(int offset)
    {
        var best = default(Split);
        foreach (var split in candidates.AsSpan(offset, features.Length))
            if (split.Gain > best.Gain) best = split;
        return best;
    }

    /// <summary>One body a feature; on several threads when the work is worth waking them.</summary>
    private void ForFeatures(int count, Action<int> body)
    {
        var workers = (count + 500L) * features.Length < 50_000 ? 1 : Math.Min(threads, features.Length);
        if (workers == 1)
            for (var i = 0; i < features.Length; i++) body(i);
        else
            Parallel.For(0, workers, worker =>
            {
                for (var i = worker; i < features.Length; i += workers) body(i);
            });
    }
}

/// <summary>Row ranges on several threads, for work that treats each row alone.</summary>
internal static class RowRanges
{
    public static void InParallel(int count, int threads, Action<int, int> range)
    {
        if (threads == 1 || count < 4096) range(0, count);
        else Parallel.For(0, threads, t => range((int)((long)count * t / threads), (int)((long)count * (t + 1) / threads)));
    }
}
