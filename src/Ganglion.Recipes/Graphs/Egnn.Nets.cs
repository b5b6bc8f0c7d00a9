using Ganglion.Data;
using Ganglion.Nets;

namespace Ganglion.Recipes;

// The networks that foretell where charged bodies go, and what they are told.
public sealed partial class Egnn
{
    /// <summary>Systems one after another as one graph.</summary>
    /// <param name="Graph">All pairs within each system.</param>
    /// <param name="X">Places, <c>[bodies, 3]</c>.</param>
    /// <param name="V">Velocities, <c>[bodies, 3]</c>.</param>
    /// <param name="Edges">The product of the charges, <c>[edges, 1]</c>.</param>
    /// <param name="Later">What is asked for, <c>[bodies, 3]</c>.</param>
    internal sealed record Systems(Csr Graph, Tensor X, Tensor V, Tensor Edges, Tensor Later)
    {
        public static Systems Of(ParticleSystems all, int[] items)
        {
            int pairs = s_from.Length, size = all.Bodies * all.Dimensions, nodes = items.Length * all.Bodies;
            var (pointers, columns, charges) = (new int[nodes + 1], new int[items.Length * pairs], new float[items.Length * pairs]);
            for (int s = 0; s < items.Length; s++)
                for (int k = 0; k < pairs; k++)
                {
                    columns[s * pairs + k] = s * all.Bodies + s_to[k];
                    charges[s * pairs + k] = all.Charges[items[s] * all.Bodies + s_from[k]] * all.Charges[items[s] * all.Bodies + s_to[k]];
                }
            for (int n = 1; n <= nodes; n++) pointers[n] = n * (all.Bodies - 1);
            Tensor Rows(float[] values) => Tensor.From([.. items.SelectMany(s => values.AsSpan(s * size, size).ToArray())], nodes, all.Dimensions);
            return new(new(nodes, nodes, pointers, columns), Rows(all.Places), Rows(all.Velocities), Tensor.From(charges, charges.Length, 1), Rows(all.Later));
        }

        public Tensor Speed => (V.Square().Sum(1, keepDims: true) + 1e-12).Sqrt();
    }

    [Model]
    internal sealed partial record EquivariantNet(Linear Embed, EgnnConv[] Layers)
    {
        public Tensor Forward(Systems s)
        {
            Tensor h = Embed.Forward(s.Speed), x = s.X;
            Tensor? v = s.V;
            foreach (var layer in Layers) (h, x, v) = layer.Forward(s.Graph, h, x, v, s.Edges);
            return x;
        }
    }

    /// <summary>Message passing that is told places and velocities as they are.</summary>
    [Model]
    internal sealed partial record PlainNet(Linear Embed, Mlp[] Edge, Mlp[] Node, Mlp Answer)
    {
        public static PlainNet Create(int hidden, int layers, Rng rng)
        {
            var silu = new Activation(ActivationKind.Silu);
            Mlp[] Each(string name, int inputs) => [.. Enumerable.Range(0, layers).Select(l => Mlp.Create([inputs, hidden, hidden], rng.Split(name).Split(l), silu))];
            return new(Linear.Create(6, hidden, rng.Split("embed")), Each("edge", 2 * hidden + 1), Each("node", 2 * hidden), Mlp.Create([hidden, hidden, 3], rng.Split("answer"), silu));
        }

        public Tensor Forward(Systems s)
        {
            var h = Embed.Forward(Tensor.Concat([s.X, s.V], 1));
            for (int l = 0; l < Edge.Length; l++)
            {
                var messages = Edge[l].Forward(Tensor.Concat([h.GatherRows(s.Graph.RowIds), h.GatherRows(s.Graph.ColumnIds), s.Edges], 1)).Silu();
                h += Node[l].Forward(Tensor.Concat([h, messages.SegmentSum(s.Graph.RowPointers)], 1));
            }
            return s.X + Answer.Forward(h);
        }
    }

    /// <summary>Places move along the lines between bodies by their distances alone (Köhler et al. 2019), velocities scaled by their lengths.</summary>
    [Model]
    internal sealed partial record RadialNet(Mlp[] Edge, Mlp[] Velocity)
    {
        public static RadialNet Create(int hidden, int layers, Rng rng)
        {
            var silu = new Activation(ActivationKind.Silu);
            Mlp[] Each(string name, int inputs) => [.. Enumerable.Range(0, layers).Select(l => Mlp.Create([inputs, hidden, 1], rng.Split(name).Split(l), silu))];
            return new(Each("edge", 2), Each("velocity", 1));
        }

        public Tensor Forward(Systems s)
        {
            Tensor x = s.X, speed = s.Speed;
            for (int l = 0; l < Edge.Length; l++)
            {
                var apart = x.GatherRows(s.Graph.RowIds) - x.GatherRows(s.Graph.ColumnIds);
                var distance = (apart.Square().Sum(1, keepDims: true) + 1e-12).Sqrt();
                x = x + (apart * Edge[l].Forward(Tensor.Concat([distance, s.Edges], 1)).Tanh()).SegmentMean(s.Graph.RowPointers) + Velocity[l].Forward(speed) * s.V;
            }
            return x;
        }
    }
}
