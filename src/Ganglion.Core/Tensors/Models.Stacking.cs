namespace Ganglion;

/// <summary>Many small models in one batch.</summary>
public static class ModelStacking
{
    extension<T>(IReadOnlyList<T> models) where T : IModel<T>
    {
        /// <summary>
        /// One model whose leaves are <c>[models, …]</c>: linear, convolution, normalisation and embedding layers then compute all models at
        /// once, on inputs <c>[models, rows, …]</c> of their own or <c>[rows, …]</c> for all, and an optimiser steps it as any model. Sum the
        /// models' losses and each receives its own gradient. What is no tensor (activations, rates) is that of the first.
        /// <code>
        /// var all = nets.Stack();
        /// var gradient = Diff.Grad(all, m => (m.Forward(x) - y).Square().Mean([1, 2]).Sum());
        /// nets = all.Unstack();
        /// </code>
        /// </summary>
        /// <exception cref="ArgumentException">No model, or models of different structure.</exception>
        public T Stack()
        {
            if (models.Count == 0) throw new ArgumentException("Stack: the list of models is empty; give at least one.", nameof(models));
            var leaves = models.Select(m => m.Leaves()).ToArray();
            int i = 0;
            return models[0].Map("", (path, first) =>
            {
                int leaf = i++;
                for (int m = 1; m < leaves.Length; m++)
                    if (leaf >= leaves[m].Count || leaves[m][leaf].Path != path || !leaves[m][leaf].Tensor.Shape.SequenceEqual(first.Shape))
                        throw new ArgumentException($"Stack: '{path}' is {Shapes.Text(first.Shape)} in the first model, and model {m} has "
                            + (leaf < leaves[m].Count ? $"'{leaves[m][leaf].Path}' {Shapes.Text(leaves[m][leaf].Tensor.Shape)}." : "no such leaf."),
                            nameof(models));
                return Tensor.Stack([.. leaves.Select(l => l[leaf].Tensor)]);
            });
        }
    }

    extension<T>(T model) where T : IModel<T>
    {
        /// <summary>The models of which this one was stacked, in order.</summary>
        /// <exception cref="ArgumentException">The leaves have no leading axis of one size.</exception>
        public T[] Unstack()
        {
            var leaves = model.Leaves();
            int count = leaves.Count > 0 && leaves[0].Tensor.Rank > 0 ? leaves[0].Tensor.Shape[0] : 0;
            foreach (var (path, t) in leaves)
                if (t.Rank == 0 || t.Shape[0] != count)
                    throw new ArgumentException(
                        $"Unstack: all leaves need one leading axis of models, of size {count}; '{path}' is {Shapes.Text(t.Shape)}.", nameof(model));
            return [.. Enumerable.Range(0, count).Select(i => model.Map("", (_, t) => t.Select(0, i).Contiguous()))];
        }
    }
}
