using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

public sealed partial class RelationalDeepLearning
{
    /// <summary>A network for one schema, with what it knows of its columns. It works on any rows of this schema.</summary>
    internal sealed record RelationalNet(int[] FanOut, TableEncoder[] Encoders, Weights Tensors)
    {
        public static RelationalNet Create(ShopData shop, int[] fanOut, int hidden, Rng rng)
        {
            // What a column looks like is learnt from rows that were known before anybody is held out.
            var known = shop.Database.Before(shop.Last - ShopData.Window);
            TableEncoder[] encoders = [.. known.Tables.Select(t => TableEncoder.Fit(t.Features, [.. Enumerable.Range(0, t.Rows.Rows)]))];
            int[] widths = [.. encoders.Zip(known.Tables, (e, t) => e.Encode(t.Features).DenseWidth + 2)];
            return new(fanOut, encoders, Weights.Create(shop.Graph, widths, fanOut.Length, hidden, rng));
        }

        /// <summary>Scores of some questions, asked of some rows.</summary>
        public float[] Answer(ShopData shop, Questions asked) => [.. Enumerable.Range(0, asked.Customers.Length).Chunk(200)
            .SelectMany(c => Memory.Scope(() => Tensors.Forward(Read(shop, asked, c), shop.Graph)).ToArray())];

        /// <summary>The surroundings of some questions: features of every row drawn, with its age at the question's moment.</summary>
        public Drawn Read(ShopData shop, Questions asked, int[] which)
        {
            double[] times = Array.ConvertAll(which, i => asked.Times[i]);
            var drawn = new TimeSampler(shop.Graph, FanOut).Sample("customers", Array.ConvertAll(which, i => asked.Customers[i]), times);
            var features = new Tensor[Encoders.Length];
            for (int t = 0; t < features.Length; t++)
            {
                var (rows, since) = (drawn.Rows[t], shop.Graph.NodeSets[t].Times!);
                var age = new float[2 * rows.Length];
                for (int i = 0; i < rows.Length; i++)
                {
                    if (double.IsInfinity(since[rows[i]])) continue;
                    double old = times[drawn.Seeds[t][i]] - since[rows[i]];
                    // A question without a moment sees every row as new.
                    (age[2 * i], age[2 * i + 1]) = double.IsInfinity(old) ? (0, 1) : ((float)Math.Log(1 + old) / 4, (float)Math.Exp(-old / 30));
                }
                features[t] = Tensor.Concat([shop.Encoded(t, Encoders[t]).GatherRows(rows), Tensor.From(age, rows.Length, 2)], 1);
            }
            return new(which.Length, features, drawn.Edges, Tensor.From(Array.ConvertAll(which, i => (float)asked.Ordered[i])));
        }
    }

    /// <summary>The surroundings of a batch of questions.</summary>
    internal sealed record Drawn(int Questions, Tensor[] Features, Csr[] Edges, Tensor Targets)
    {
        /// <summary>log(1 + in-edges), <c>[targets, 1]</c> for each type of edge.</summary>
        public Tensor[] Counts { get; } = Array.ConvertAll(Edges, e => e.Degrees().Affine(1, 1).Log().Reshape(e.Rows, 1));
    }

    /// <summary>The tensors: an encoder a table, then for each hop one matrix a table and one a type of edge.</summary>
    [Model]
    internal sealed partial record Weights(Linear[] Encoders, Linear[] Self, Linear[] Messages, Linear Head)
    {
        public static Weights Create(HeteroGraph graph, int[] widths, int hops, int hidden, Rng rng) => new(
            [.. widths.Select((w, t) => Linear.Create(w, hidden, rng.Split("encoder").Split(t)))],
            [.. Enumerable.Range(0, hops * widths.Length).Select(i => Linear.Create(hidden, hidden, rng.Split("self").Split(i)))],
            [.. Enumerable.Range(0, hops * graph.EdgeSets.Count).Select(i => Linear.Create(hidden + 1, hidden, rng.Split("message").Split(i), bias: false))],
            Linear.Create(hidden, 1, rng.Split("head")));

        /// <summary>Logits <c>[questions]</c>.</summary>
        public Tensor Forward(Drawn drawn, HeteroGraph graph)
        {
            var h = drawn.Features.Select((x, t) => Encoders[t].Forward(x).Relu()).ToArray();
            int[] types = [.. Enumerable.Range(0, h.Length)];
            int Type(string name) => types.First(t => graph.NodeSets[t].Name == name);
            for (int hop = 0; hop < Self.Length / h.Length; hop++)
            {
                var next = new Tensor[h.Length];
                foreach (int t in types) next[t] = Self[hop * h.Length + t].Forward(h[t]);
                for (int e = 0; e < graph.EdgeSets.Count; e++)
                {
                    if (drawn.Edges[e].Nonzeros == 0) continue;
                    var (from, to) = (Type(graph.EdgeSets[e].Type.Source), Type(graph.EdgeSets[e].Type.Target));
                    var heard = Tensor.Concat([drawn.Edges[e].RowNormalized().MatMul(h[from]), drawn.Counts[e]], 1);
                    next[to] += Messages[hop * graph.EdgeSets.Count + e].Forward(heard);
                }
                foreach (int t in types) h[t] = next[t].Relu();
            }
            return Head.Forward(h[Type("customers")].GatherRows(Enumerable.Range(0, drawn.Questions).ToArray())).Reshape(drawn.Questions);
        }
    }
}
