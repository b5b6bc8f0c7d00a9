using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>How a query's vector is made of the known entity's and the relation's.</summary>
public enum TripleForm
{
    /// <summary>Product, number by number: DistMult.</summary>
    Product,

    /// <summary>Sum, and nearness in place of the product with the answer: TransE.</summary>
    Sum,

    /// <summary>Product of complex numbers: ComplEx.</summary>
    Complex,

    /// <summary>Rotation of complex numbers by the relation's angles, and nearness: RotatE.</summary>
    Rotation,

    /// <summary>The relation is a matrix: RESCAL.</summary>
    Matrix,
}

/// <summary>
/// A vector for each entity and a vector (or matrix) for each relation and each relation turned round. A query's vector q is made of both;
/// an answer's score is q·e, or where nearness is meant -|q - e|² = 2q·e - |e|² - |q|²: one matrix product scores all entities either way.
/// </summary>
/// <param name="Entities"><c>[entities, width]</c>; complex numbers have all real parts first.</param>
/// <param name="Relations"><c>[2 relations, width]</c>; angles <c>[…, width / 2]</c>; matrices <c>[…, width · width]</c>.</param>
[Model]
public sealed partial record TripleVectors(Tensor Entities, Tensor Relations) : ITripleNet<TripleVectors>
{
    /// <summary>How a query's vector is made.</summary>
    public TripleForm Form { get; init; }

    private bool IsNearness => Form is TripleForm.Sum or TripleForm.Rotation;

    /// <summary>Normal vectors, uniform angles. Complex numbers make an odd width even, by one more.</summary>
    public static TripleVectors Create(KnowledgeInfo info, int width, TripleForm form, Rng rng, double deviation = 0.1)
    {
        bool complex = form is TripleForm.Complex or TripleForm.Rotation;
        if (complex) width += width % 2;
        int relations = 2 * info.Relations;
        Rng entity = rng.Split("entities"), relation = rng.Split("relations");
        return new(entity.Normal([info.Entities, width], deviation: deviation), form switch
        {
            TripleForm.Rotation => relation.Uniform([relations, width / 2], -Math.PI, Math.PI),
            TripleForm.Matrix => relation.Normal([relations, width * width], deviation: 1 / Math.Sqrt(width)),
            TripleForm.Product or TripleForm.Complex => relation.Normal([relations, width], deviation: 5 * deviation),
            _ => relation.Normal([relations, width], deviation: deviation),
        })
        { Form = form };
    }

    /// <inheritdoc/>
    public Tensor Scores(KnowledgeQueries queries, double dropout = 0, Rng? rng = null)
    {
        var q = Query(queries);
        if (rng is { } key && dropout > 0) q = q.Dropout(dropout, key);
        if (!IsNearness) return q.MatMul(Entities, transposeB: true);
        return (q * 2).MatMul(Entities, transposeB: true) - Entities.Square().Sum(1) - q.Square().Sum(1, keepDims: true);
    }

    /// <inheritdoc/>
    public Tensor Scores(KnowledgeQueries queries, IntTensor answers)
    {
        Tensor q = Query(queries), e = Entities.GatherRows(answers);
        return IsNearness ? -(q - e).Square().Sum(1) : (q * e).Sum(1);
    }

    private Tensor Query(KnowledgeQueries queries)
    {
        Tensor known = Entities.GatherRows(queries.Known), relation = Relations.GatherRows(queries.Relations);
        int width = known.Size(1);
        switch (Form)
        {
            case TripleForm.Product: return known * relation;
            case TripleForm.Sum: return known + relation;
            case TripleForm.Matrix: return known.Reshape(-1, 1, width).MatMul(relation.Reshape(-1, width, width)).Reshape(-1, width);
            case TripleForm.Complex: return Multiply(known, relation.Slice(1, 0, width / 2), relation.Slice(1, width / 2, width / 2));
            default: return Multiply(known, relation.Cos(), relation.Sin());
        }
    }

    private static Tensor Multiply(Tensor x, Tensor real, Tensor imaginary)
    {
        int half = x.Size(1) / 2;
        Tensor a = x.Slice(1, 0, half), b = x.Slice(1, half, half);
        return Tensor.Concat([a * real - b * imaginary, a * imaginary + b * real], 1);
    }
}
