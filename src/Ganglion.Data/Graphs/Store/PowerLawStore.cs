namespace Ganglion.Data;

/// <summary>
/// A large graph made up from a seed and streamed to disk in bounded memory: the same settings give the same bytes, on any number of threads.
/// In-degrees follow a power law; so do out-degrees, since a source of rank r is drawn with a density ∝ r^(-½), and ranks are strewn over the
/// nodes. A share of edges, the homophily, joins nodes of one class. Features are the centre of the node's class under noise so strong that a node's
/// own tell little, while the mean over some neighbours tells much.
/// </summary>
public sealed record PowerLawStore
{
    private const int NodesInBlock = 16_384, Stride = 7_368_787;                 // a prime: ranks are strewn with this stride

    /// <summary>Number of nodes.</summary>
    public int Nodes { get; init; } = 100_000;

    /// <summary>Edges into a node, on average.</summary>
    public double Degree { get; init; } = 10;

    /// <summary>Features of a node.</summary>
    public int Features { get; init; } = 32;

    /// <summary>Number of classes; they take turns.</summary>
    public int Classes { get; init; } = 16;

    /// <summary>The share of edges whose source is drawn from the node's own class.</summary>
    public double Homophily { get; init; } = 0.7;

    /// <summary>The standard deviation of the noise on each feature, where the centres of classes have length 1.</summary>
    public double Noise { get; init; } = 1.2;

    /// <summary>The exponent of the in-degrees, above 2: P(degree &gt; d) ∝ d^(1 - exponent).</summary>
    public double Exponent { get; init; } = 2.5;

    /// <summary>The share of nodes to learn from.</summary>
    public double Train { get; init; } = 0.01;

    /// <summary>The share of nodes to choose by.</summary>
    public double Validation { get; init; } = 0.002;

    /// <summary>The share of nodes to be judged on.</summary>
    public double Test { get; init; } = 0.005;

    /// <summary>Whether features are kept in 16 bits.</summary>
    public bool Half { get; init; } = true;

    /// <summary>What the graph depends on.</summary>
    public ulong Seed { get; init; }

    /// <summary>Writes the store.</summary>
    /// <param name="folder">Where it will be.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancel">Stops it; nothing is left behind.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public void Write(string folder, Action<double>? progress = null, CancellationToken cancel = default)
    {
        if (Nodes < 2 * Classes || Classes < 2 || Features < 1 || !(Exponent > 2) || !(Homophily is >= 0 and <= 1) || !(Degree >= 1) || Degree > Nodes / 8.0
            || !(Train > 0 && Validation > 0 && Test > 0 && Train + Validation + Test <= 1))
            throw new ArgumentException($"{this}: at least 2 classes and 2 nodes of each, an exponent above 2, a homophily from 0 to 1, a degree from 1 to an "
                + "eighth of the nodes, and shares above 0 that sum to 1 at most.");
        using var writer = new GraphStoreWriter(folder, Features, [.. Enumerable.Range(0, Classes).Select(c => $"{c}")], Half);
        var (random, blocks, together) = (new SplitMix(Seed), (Nodes + NodesInBlock - 1) / NodesInBlock, Math.Max(1, Compute.Threads));
        var centres = Centres(random.Split(ulong.MaxValue));
        for (var from = 0; from < blocks; from += together)
        {
            cancel.ThrowIfCancellationRequested();
            var made = new Block[Math.Min(together, blocks - from)];
            Parallel.For(0, made.Length, new ParallelOptions { MaxDegreeOfParallelism = Compute.Threads }, i => made[i] = Make(from + i, random, centres));
            foreach (var block in made)
            {
                writer.Add(block.Degrees, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(block.Sources), block.Features, block.Labels);
                writer.AddSplit([.. block.Parts[0]], [.. block.Parts[1]], [.. block.Parts[2]]);
            }

            progress?.Invoke((double)(from + made.Length) / blocks);
        }

        writer.Finish($"made up: {ToString()}");
    }

    private float[] Centres(SplitMix random)
    {
        var centres = new float[Classes * Features];
        for (var c = 0; c < Classes; c++)
        {
            var centre = centres.AsSpan(c * Features, Features);
            for (var f = 0; f < Features; f++) centre[f] = (float)random.Normal();
            var length = MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(centre));
            for (var f = 0; f < Features; f++) centre[f] /= length;
        }

        return centres;
    }

    private Block Make(int number, SplitMix random, float[] centres)
    {
        var first = number * NodesInBlock;
        var nodes = Math.Min(NodesInBlock, Nodes - first);
        var block = new Block(new int[nodes], new List<int>((int)(nodes * Degree * 1.2)), new float[nodes * Features], new int[nodes], [[], [], []]);
        var (row, met, most) = (new List<int>(), new HashSet<int>(), Math.Min(Nodes / 4, 100_000));

        // A Pareto variable with this least value has the mean wanted.
        var least = Degree * (Exponent - 2) / (Exponent - 1);
        for (var i = 0; i < nodes; i++)
        {
            var (node, key) = (first + i, random.Split((ulong)(first + i)));
            var label = node % Classes;
            block.Labels[i] = label;
            var exact = least * Math.Pow(1 - key.Uniform(), -1 / (Exponent - 1));
            var degree = (int)Math.Min(most, Math.Floor(exact) + (key.Uniform() < exact - Math.Floor(exact) ? 1 : 0));
            row.Clear();
            met.Clear();
            for (var tries = 0; row.Count < degree && tries < 20 * degree; tries++)
            {
                var u = key.Uniform();
                var source = (int)((long)(u * u * Nodes) * Stride % Nodes);
                if (key.Uniform() < Homophily)
                {
                    source += label - (source % Classes);
                    if (source >= Nodes) source -= Classes;
                }

                if (source != node && met.Add(source)) row.Add(source);
            }

            row.Sort();
            block.Degrees[i] = row.Count;
            block.Sources.AddRange(row);
            for (var f = 0; f < Features; f += 2)
            {
                // Both numbers of a Box-Muller pair.
                var (radius, angle) = (Noise * Math.Sqrt(-2 * Math.Log(1 - key.Uniform())), 2 * Math.PI * key.Uniform());
                var at = (i * Features) + f;
                block.Features[at] = centres[(label * Features) + f] + (float)(radius * Math.Cos(angle));
                if (f + 1 < Features) block.Features[at + 1] = centres[(label * Features) + f + 1] + (float)(radius * Math.Sin(angle));
            }

            var fate = key.Uniform();
            var part = fate < Train ? 0 : fate < Train + Validation ? 1 : fate < Train + Validation + Test ? 2 : -1;
            if (part >= 0) block.Parts[part].Add(node);
        }

        return block;
    }

    private sealed record Block(int[] Degrees, List<int> Sources, float[] Features, int[] Labels, List<int>[] Parts);
}
