using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>All walks between two nodes, long ones counting less.</summary>
[Recipe("katz")]
public sealed partial class Katz : LinkHeuristic<Katz.Options>
{
    public override Paper Paper => new("A new status index derived from sociometric analysis", "Katz", 1953, "doi:10.1007/BF02289026");

    public override string Summary => "Σ βᵏ · (number of walks of k steps), cut off at some length.";

    public sealed record Options
    {
        /// <summary>What a further step costs: a factor.</summary>
        [Search(0.001, 0.2, Log = true)] public double Beta { get; init; } = 0.02;

        /// <summary>Steps at most.</summary>
        [Search(2, 8)] public int Steps { get; init; } = 5;
    }

    protected override Tensor Score(LinkInput input, Options o) =>
        Walks(input.Graph.Adjacency, input, [.. Enumerable.Range(0, o.Steps + 1).Select(k => k == 0 ? 0 : Math.Pow(o.Beta, k))], bothWays: false);
}
