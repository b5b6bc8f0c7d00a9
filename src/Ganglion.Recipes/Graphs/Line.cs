using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>LINE: vectors of nodes from the edges themselves and from shared neighbours, here for classes of nodes.</summary>
[Recipe("line")]
public sealed partial class Line : VectorNodes<Line.Options>
{
    public override Paper Paper =>
        new("LINE: Large-scale Information Network Embedding", "Tang, Qu, Wang, Zhang, Yan, Mei", 2015, "arXiv:1503.03578", "P518");

    public override string Summary => "Edges drawn by weight through an alias table: σ(uᵢ·uⱼ) of their ends (first order) and of an end and the other's "
        + "context vector (second order), against noise; both halves side by side.";

    public override IReadOnlyList<Claim> Claims => LineClaims.All(Id);

    public sealed record Options : EdgeOptions;

    public override Options Smoke => new() { Width = 16, Samples = 10 };

    protected override int WidthOf(Options o) => o.Width;

    protected override Tensor Learn(Csr graph, Options o, Run run) => NodeVectors.Edges(graph, o, run);

    public override string Notes => "Both orders are trained alike and made of length one before they are joined, as in the paper. Where the paper adds "
        + "second-order neighbours to sparse nodes, nothing is added here. Threads work on disjoint blocks instead of racing.";
}

/// <summary>LINE's vectors for links.</summary>
[Recipe("line-link")]
public sealed partial class LineLink : VectorLinks<LineLink.Options>
{
    public override Paper Paper => new("LINE: Large-scale Information Network Embedding", "Tang, Qu, Wang, Zhang, Yan, Mei", 2015, "arXiv:1503.03578");

    public override string Summary => "Logistic regression on products of LINE's vectors, of first and second order side by side.";

    public sealed record Options : EdgeOptions
    {
        /// <summary>How the vectors of two nodes become features of the pair.</summary>
        public LinkOperator Operator { get; init; } = LinkOperator.Hadamard;
    }

    public override Options Smoke => new() { Width = 16, Samples = 10 };

    protected override (int Width, LinkOperator By) Of(Options o) => (o.Width, o.Operator);

    protected override Tensor Learn(Csr graph, Options o, Run run) => NodeVectors.Edges(graph, o, run);
}
