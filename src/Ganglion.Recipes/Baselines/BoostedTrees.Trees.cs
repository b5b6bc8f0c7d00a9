using Ganglion.Lab.Trees;

namespace Ganglion.Recipes;

public sealed partial class BoostedTrees
{
    /// <summary>The arrays of <see cref="ForestArrays"/> as tensors. Whole numbers are kept in F64, which holds all of them exactly.</summary>
    /// <param name="Shape">The loss and the number of features, <c>[2]</c>.</param>
    /// <param name="Start">The scores before the first tree, <c>[outputs]</c>.</param>
    /// <param name="Roots">The root and the output of each tree, <c>[2, trees]</c>.</param>
    /// <param name="Nodes">Feature, left, right, default side, first category word and number of words, <c>[6, nodes]</c>.</param>
    /// <param name="Values">Threshold, value and gain, <c>[3, nodes]</c>.</param>
    /// <param name="Categories">The words of the category sets.</param>
    [Model]
    public sealed partial record Trees(Tensor Shape, Tensor Start, Tensor Roots, Tensor Nodes, Tensor Values, Tensor Categories)
    {
        private Built? _built;

        private sealed record Built(Tensor Nodes, Forest Forest);

        internal static Trees Empty => new(None, None, None, None, None, None);

        internal static Trees Of(Forest forest)
        {
            var a = forest.ToArrays();
            var values = Tensor.Stack([Tensor.From(a.Threshold), Tensor.From(a.Value), Tensor.From(a.Gain)]);
            var nodes = Whole([a.Feature, a.Left, a.Right, a.DefaultLeft, a.CategoryStart, a.CategoryWords]);
            return new(Whole([[(int)a.Loss, a.Features]]).Reshape(2), Tensor.From(a.Start), Whole([a.Root, a.Output]), nodes, values,
                Whole([a.Categories]).Reshape(a.Categories.Length));
        }

        // Built once; a copy with other tensors, which carries this field along, builds its own.
        internal Forest Forest
        {
            get
            {
                if (_built is { } built && built.Nodes == Nodes) return built.Forest;
                int[] shape = Row(Shape.Unsqueeze(0), 0);
                var forest = Forest.FromArrays(new()
                {
                    Loss = (BoostingLoss)shape[0],
                    Features = shape[1],
                    Start = Start.ToArray(),
                    Root = Row(Roots, 0),
                    Output = Row(Roots, 1),
                    Feature = Row(Nodes, 0),
                    Left = Row(Nodes, 1),
                    Right = Row(Nodes, 2),
                    DefaultLeft = Row(Nodes, 3),
                    CategoryStart = Row(Nodes, 4),
                    CategoryWords = Row(Nodes, 5),
                    Categories = Row(Categories.Unsqueeze(0), 0),
                    Threshold = Values.Select(0, 0).ToArray(),
                    Value = Values.Select(0, 1).ToArray(),
                    Gain = Values.Select(0, 2).ToArray(),
                });
                _built = new(Nodes, forest);
                return forest;
            }
        }

        private static Tensor None => Tensor.Zeros([0]);

        private static Tensor Whole(int[][] rows) =>
            Tensor.From(rows.SelectMany(r => r).Select(v => (double)v).ToArray(), rows.Length, rows[0].Length);

        private static int[] Row(Tensor rows, int row) => Array.ConvertAll(rows.Select(0, row).ToDoubles(), v => (int)v);
    }
}
