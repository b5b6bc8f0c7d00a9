using Ganglion.Data;
using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The jobs of the command line, from C#, with every recipe of this library.</summary>
public static class Jobs
{
    /// <summary>The recipes; add your own entries to the table of your assembly to use them beside these.</summary>
    public static RecipeBook Book { get; } = new(RecipeTable.All);

    /// <summary>Understands the data, tries recipes, keeps the networks: <c>ganglion fit</c>.</summary>
    /// <param name="data">From <see cref="DataSource.Open"/>.</param>
    /// <param name="target">The column to predict, for a table.</param>
    /// <param name="options">Recipes, budget, seeds, folder.</param>
    /// <param name="cancel">Stops it; the run can be resumed.</param>
    public static FitResult Fit(DataSet data, string? target = null, FitOptions? options = null, CancellationToken cancel = default) =>
        new Fitter(Book).Fit(data, new TaskOptions { Target = target }, options, cancel: cancel);

    /// <summary>Reads a kept network: the folder of one, or of a finished run for its best.</summary>
    public static KeptNetwork Load(string path) => KeptNetwork.Load(path, Book);

    /// <summary>Runs methods side by side over seeds: <c>ganglion compare</c>.</summary>
    public static Comparison Compare(DataSet data, params string[] methods) => new Comparer(Book).Compare(Tasks.From(data), [.. methods.Select(Contender.Parse)]);

    /// <summary>Runs the claims of a recipe: <c>ganglion reproduce</c>. Nothing is written.</summary>
    public static IReadOnlyList<ClaimRecord> Reproduce(string recipe, Budget budget = Budget.Check) => new Reproducer(Book).Run(Book[recipe], budget);
}
