using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>The cells of a row as one vector: numbers and one-hot categories as they are, and numbers in periodic embeddings too.</summary>
/// <param name="Numbers">The embedding of the numeric cells, if there is one.</param>
[Model]
public sealed partial record CellEmbedding(PeriodicEmbedding? Numbers)
{
    private const int MostColumns = 128;

    /// <summary>An embedding for a table.</summary>
    /// <param name="info">Says how many numbers a row has; where there are more than 128, as with text, they are left as they are.</param>
    /// <param name="frequencies">Frequencies of each number; 0 for none.</param>
    /// <param name="width">Components of a number's vector.</param>
    /// <param name="scale">Deviation of the first frequencies.</param>
    /// <param name="rng">The key.</param>
    public static CellEmbedding Create(TableInfo info, int frequencies, int width, double scale, Rng rng)
    {
        int numbers = info.DenseWidth - info.Encoder.Columns.Where(c => c.Kind == ColumnKind.Categorical).Sum(c => c.Levels.Count + 1);
        return new(frequencies > 0 && numbers is > 0 and <= MostColumns ? PeriodicEmbedding.Create(numbers, frequencies, width, rng, scale) : null);
    }

    /// <summary>Components of a row's vector.</summary>
    public int Width(TableInfo info) => info.DenseWidth + (Numbers is { } n ? n.Frequencies.Size(0) * n.Mixing.Outputs : 0);

    /// <returns><c>[rows, <see cref="Width"/>]</c>.</returns>
    public Tensor Forward(TableInput rows) => Numbers is { } n ? Tensor.Concat([rows.Dense, n.Forward(rows.Numeric).Flatten(1)], 1) : rows.Dense;
}
