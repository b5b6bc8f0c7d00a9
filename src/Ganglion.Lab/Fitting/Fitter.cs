using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>Tries published methods on a task and says, with proof, which of them work: <c>new Fitter(recipes).Fit(task)</c>.</summary>
/// <param name="recipes">The methods there are.</param>
public sealed class Fitter(RecipeBook recipes)
{
    /// <summary>Opens nothing and asks nothing: understands the data by their form, and fits.</summary>
    /// <exception cref="DataException">The data do not suffice for a task.</exception>
    public FitResult Fit(DataSet data, TaskOptions? task = null, FitOptions? options = null, IFitObserver? observer = null,
        CancellationToken cancel = default) =>
        Fit(Tasks.From(data, task), (options ?? new()) with { Data = data }, observer, cancel);

    /// <summary>
    /// Fits a task: every method with its defaults, the best with other options, several as one. All of it is judged on the validation
    /// part; when the order is final, the test part is scored. On a task of several folds repetition s is run on fold s modulo their number, and
    /// options are searched and ensembles chosen in each fold by itself, so that no fold's test part has a say in them. Networks, leaderboard and report are in the run's folder.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="options">What to try, how long, and where to keep it.</param>
    /// <param name="observer">Told what happens.</param>
    /// <param name="cancel">Interrupts the run, which can be resumed.</param>
    /// <exception cref="OperationCanceledException">The run was interrupted; <see cref="FitOptions.Resume"/> continues it.</exception>
    /// <exception cref="InvalidOperationException">The folder holds something else, or no method gave a network.</exception>
    /// <exception cref="KeyNotFoundException">A recipe does not exist.</exception>
    /// <exception cref="FormatException">A setting does not exist or cannot be read.</exception>
    public FitResult Fit(LearningTask task, FitOptions? options = null, IFitObserver? observer = null, CancellationToken cancel = default)
    {
        options ??= new();
        var methods = recipes.Methods(task, options.Recipes);
        if (options.Settings.Keys.FirstOrDefault(name => !methods.Any(m => m.OptionTable.Any(o => o.Name == name))) is { } stranger)
            throw new FormatException($"No tried recipe has the option '{stranger}'. {NearestNames.Sentence(stranger, [.. methods.SelectMany(m => m.OptionTable.Select(o => o.Name)).Distinct()])}");
        int seeds = options.Seeds ?? task.DefaultRuns;
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1, nameof(FitOptions.Seeds));
        string folder = options.Folder ?? DefaultFolder(task.Name, options.Seed);
        var settings = new RunSettings(task.Name, task.DataHash, task.Kind, task.Describe(), task.Primary.Name, [.. methods.Select(m => m.Id)],
            options.Settings,
            options.Budget?.TotalSeconds, seeds, options.Seed, options.Search, options.Ensemble, EngineVersion);
        using var run = RunFolder.Open(folder, settings, options.Resume);
        return new FitSession(task, methods, options with { Folder = folder, Seeds = seeds }, run, observer, cancel).Run();
    }

    /// <summary>The folder of a run that names none.</summary>
    /// <param name="name">Of the data, and of the task where it is not the usual one.</param>
    /// <param name="seed">The first seed.</param>
    public static string DefaultFolder(string name, int seed) => Path.Combine("runs", FormattableString.Invariant($"{FileName(name)}-{seed}"));

    internal static string EngineVersion => typeof(Fitter).Assembly.GetName().Version?.ToString(3) ?? "";

    private static string FileName(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' ? c : '-')).Trim('-', '.');
}
