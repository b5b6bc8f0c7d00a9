using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>Options of spectral vectors.</summary>
public record SpectralOptions
{
    /// <summary>Numbers of a node's vector: so many eigenvectors.</summary>
    [Search(8, 128, Log = true)] public int Width { get; init; } = 64;

    /// <summary>Rounds of block power iteration.</summary>
    public int Rounds { get; init; } = 60;
}

/// <summary>Eigenvectors of the normalised adjacency as features of nodes: what learned vectors must beat.</summary>
[Recipe("spectral-node")]
public sealed partial class SpectralNode : VectorNodes<SpectralNode.Options>
{
    public override Paper Paper => new("Laplacian Eigenmaps for Dimensionality Reduction and Data Representation", "Belkin, Niyogi", 2003, "doi:10.1162/089976603321780317");

    public override string Summary => "Softmax regression on the first eigenvectors of D^-½ (A + I) D^-½.";

    public sealed record Options : SpectralOptions;

    public override Options Smoke => new() { Width = 4, Rounds = 10 };

    protected override int WidthOf(Options o) => o.Width;

    protected override Tensor Learn(Csr graph, Options o, Run run) => NodeVectors.Spectral(graph, o.Width, o.Rounds, run.Rng.Split("spectral"));
}

/// <summary>The same for links.</summary>
[Recipe("spectral-link")]
public sealed partial class SpectralLink : VectorLinks<SpectralLink.Options>
{
    public override Paper Paper => new("Laplacian Eigenmaps for Dimensionality Reduction and Data Representation", "Belkin, Niyogi", 2003, "doi:10.1162/089976603321780317");

    public override string Summary => "Logistic regression on products of the first eigenvectors of D^-½ (A + I) D^-½.";

    public sealed record Options : SpectralOptions;

    public override Options Smoke => new() { Width = 4, Rounds = 10 };

    protected override (int Width, LinkOperator By) Of(Options o) => (o.Width, LinkOperator.Hadamard);

    protected override Tensor Learn(Csr graph, Options o, Run run) => NodeVectors.Spectral(graph, o.Width, o.Rounds, run.Rng.Split("spectral"));
}
