using Ganglion.Data;
using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>node2vec: vectors of nodes from biased random walks, by skip-gram, here for links.</summary>
[Recipe("node2vec")]
public sealed partial class Node2Vec : VectorLinks<Node2Vec.Options>
{
    public override Paper Paper =>
        new("node2vec: Scalable Feature Learning for Networks", "Grover, Leskovec", 2016, "arXiv:1607.00653", "P426");

    public override string Summary => "Walks whose next step depends on the one before (1/p back, 1 to shared neighbours, 1/q away) are read as "
        + "sentences; skip-gram gives each node a vector, and a pair is scored by logistic regression on a product of two.";

    public override IReadOnlyList<Claim> Claims => Node2VecClaims.All(Id);

    public sealed record Options : WalkOptions
    {
        /// <summary>How the vectors of two nodes become features of the pair.</summary>
        public LinkOperator Operator { get; init; } = LinkOperator.Hadamard;
    }

    public override Options Smoke => new() { Width = 8, Walks = 2, Length = 8, Window = 2 };

    protected override (int Width, LinkOperator By) Of(Options o) => (o.Width, o.Operator);

    protected override Tensor Learn(Csr graph, Options o, Run run) => NodeVectors.Walk(graph, o, run);

    public override string Notes => "Steps are drawn by rejection from alias tables of single edges, not from a table for each pair of edges, so "
        + "nothing grows with the square of degrees. Updates run block by block instead of Hogwild's races, so the bits are the same on any number "
        + "of threads. BlogCatalog and PPI are not at hand: Cora, a block model, Zachary's karate club and a barbell stand in.";
}

/// <summary>node2vec's vectors for classes of nodes.</summary>
[Recipe("node2vec-node")]
public sealed partial class Node2VecNode : VectorNodes<Node2VecNode.Options>
{
    public override Paper Paper => new("node2vec: Scalable Feature Learning for Networks", "Grover, Leskovec", 2016, "arXiv:1607.00653");

    public override string Summary => "Softmax regression on vectors that skip-gram learned from biased walks; features of nodes play no part.";

    public sealed record Options : WalkOptions;

    public override Options Smoke => new() { Width = 8, Walks = 2, Length = 8, Window = 2 };

    protected override int WidthOf(Options o) => o.Width;

    protected override Tensor Learn(Csr graph, Options o, Run run) => NodeVectors.Walk(graph, o, run);
}
