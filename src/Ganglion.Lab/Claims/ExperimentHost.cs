using System.Runtime.CompilerServices;
using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>What one claim's experiment is handed: tasks, runs through <see cref="TrialRunner"/>, progress. It remembers every run it gave.</summary>
internal sealed class ExperimentHost(RecipeBook recipes, TaskCache tasks, RunCache runs, CancellationToken cancel, Action<double, string> progress) : IExperimentHost
{
    private readonly List<FitRecord> _fits = [];

    public CancellationToken Cancel => cancel;

    /// <summary>The runs behind the findings, in the order in which they were asked for.</summary>
    public IReadOnlyList<FitRecord> Fits => _fits;

    public LearningTask Task(string data, TaskOptions options, Budget budget) => tasks.Get(data, options, budget);

    public Runs Fit(string method, LearningTask task, int seeds, string options, Experiment experiment)
    {
        var recipe = recipes.Method(method);
        if (!recipe.Accepts(task)) throw new ArgumentException($"Recipe '{method}' does not accept {task.Kind} on '{task.Name}'.");
        object resolved = Options(recipe, task, experiment.Budget, options);
        var results = new TrialResult[seeds];
        for (int i = 0; i < seeds; i++)
        {
            int done = i;
            var trial = Trial.Of(task, recipe, resolved, experiment.Seed, i);
            string what = $"{method} on {task.Name}, seed {i + 1} of {seeds}";
            progress((double)i / seeds, what);
            results[i] = runs.Get($"{tasks.Identity(task)}\n{experiment.Budget}\n{trial.Key}", () =>
            {
                var run = new Run(trial.Seed, experiment.Budget, cancel) { Progress = (share, doing) => progress((done + share) / seeds, $"{what}: {doing}") };
                return TrialRunner.Test(task, TrialRunner.Run(task, trial, run));
            });
        }
        var all = new Runs(method, task.Primary, results);
        var fit = FitRecord.Of(task, all);
        if (!_fits.Any(f => f.Method == fit.Method && f.Data == fit.Data && f.Task == fit.Task && f.Runs.Count == fit.Runs.Count && f.Runs.Zip(fit.Runs).All(p => p.First.Seed == p.Second.Seed && p.First.BitHash == p.Second.BitHash)))
            _fits.Add(fit);
        return all;
    }

    // At smoke budget an option that Smoke sets apart keeps its small value, so that a claim may write epochs=1000 and stay a smoke run.
    private static object Options(Method method, LearningTask task, Budget budget, string options)
    {
        var wanted = Settings(options);
        object defaults = method.DefaultOptions(budget, task);
        if (budget == Budget.Smoke)
        {
            var small = method.OptionTable.Where(o => o.Get(defaults) != o.Default).Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
            wanted = wanted.Where(w => !small.Contains(w.Key));
        }
        return method.ParseOptions(defaults, wanted);
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=', 2) is [var name, var value]
        ? KeyValuePair.Create(name, value) : throw new FormatException($"'{word}' is not an option with its value, such as 'hidden=32'; several are separated by spaces."));
}

/// <summary>The tasks of a session, opened once.</summary>
internal sealed class TaskCache
{
    private readonly Dictionary<string, LearningTask> _tasks = [];
    private readonly ConditionalWeakTable<LearningTask, string> _identities = [];
    private int _others;

    public LearningTask Get(string data, TaskOptions options, Budget budget)
    {
        string identity = budget == Budget.Smoke ? $"smoke {data} {options.Task} {options.Seed}" : $"{data} {options}";
        if (_tasks.TryGetValue(identity, out var task)) return task;
        task = _tasks[identity] = budget == Budget.Smoke ? SmokeTasks.For(data, options) : Tasks.From(DataSource.Open(data, new() { Target = options.Target }), options);
        _identities.AddOrUpdate(task, $"{identity} {task.DataHash}");
        return task;
    }

    /// <summary>Equal for the same data cut the same way. A task that an experiment made itself is equal to itself only.</summary>
    public string Identity(LearningTask task) => _identities.GetValue(task, _ => $"task {++_others}");

    /// <summary>Lets the data go; identities stay, for a task opened again has the same.</summary>
    public void Clear() => _tasks.Clear();
}

/// <summary>The runs of a session, made once.</summary>
internal sealed class RunCache
{
    private readonly Dictionary<string, TrialResult> _results = [];

    public TrialResult Get(string key, Func<TrialResult> run) => _results.TryGetValue(key, out var result) ? result : _results[key] = run();
}
