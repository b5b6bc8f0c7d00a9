using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Where a walk that now and then goes home is found: personalised PageRank as a score of pairs.</summary>
[Recipe("pagerank-link")]
public sealed partial class PageRankLink : LinkHeuristic<PageRankLink.Options>
{
    public override Paper Paper =>
        new("The Link-Prediction Problem for Social Networks", "Liben-Nowell, Kleinberg", 2007, "doi:10.1002/asi.20591");

    public override string Summary => "α Σ (1 - α)ᵏ Pᵏ from one node to the other and back, P the step to a random neighbour.";

    public sealed record Options
    {
        /// <summary>How often a walk goes home.</summary>
        [Search(0.05, 0.6)] public double Alpha { get; init; } = 0.15;

        /// <summary>Steps at most.</summary>
        [Search(3, 30)] public int Steps { get; init; } = 10;
    }

    protected override Tensor Score(LinkInput input, Options o) =>
        Walks(input.Graph.Adjacency.Transpose().RowNormalized().Transpose(), input,
            [.. Enumerable.Range(0, o.Steps + 1).Select(k => k == 0 ? 0 : o.Alpha * Math.Pow(1 - o.Alpha, k))], bothWays: true);
}
