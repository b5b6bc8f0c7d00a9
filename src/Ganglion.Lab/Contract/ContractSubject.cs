using System.Diagnostics;

namespace Ganglion.Lab;

/// <summary>The recipe under check, and the smoke fits that its rules share.</summary>
internal sealed class ContractSubject(Recipe recipe, RecipeBook recipes)
{
    private readonly Dictionary<LearningTask, SmokeFit> _first = [], _second = [];

    public Recipe Recipe { get; } = recipe;

    public RecipeBook Recipes { get; } = recipes;

    public Method Method => (Method)Recipe;

    /// <summary>The tiny tasks that the method accepts.</summary>
    public IReadOnlyList<LearningTask> Tasks => field ??= SmokeTasks.All.Where(Method.Accepts).ToArray() is { Length: > 0 } some ? some
        : throw new BrokenRuleException($"'{Method.Id}' accepts none of the tiny tasks ({string.Join(", ", SmokeTasks.All.Select(t => t.Kind))}). Add one of its kind to SmokeTasks.");

    /// <summary>The first fit, on one thread.</summary>
    public SmokeFit First(LearningTask task) => Get(_first, task, threads: 1);

    /// <summary>The same fit again, by now compiled, on two threads.</summary>
    public SmokeFit Second(LearningTask task)
    {
        First(task);
        return Get(_second, task, threads: 2);
    }

    /// <summary>Looks at every tiny task of the method and puts what was seen in one line.</summary>
    public string Each(Func<LearningTask, string> look) => string.Join("; ", Tasks.Select(look).Distinct());

    public SmokeFit Fit(LearningTask task, int seed, int threads)
    {
        int before = Compute.Threads;
        Compute.Threads = threads;
        try
        {
            var run = new Run(seed, Budget.Smoke);
            var busy = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            var network = Method.Fit(task, Method.DefaultOptions(Budget.Smoke, task), run);
            return new(network, run, Math.Min(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - busy).TotalSeconds));
        }
        finally
        {
            Compute.Threads = before;
        }
    }

    private SmokeFit Get(Dictionary<LearningTask, SmokeFit> fits, LearningTask task, int threads) =>
        fits.TryGetValue(task, out var fit) ? fit : fits[task] = Fit(task, seed: 1, threads);
}

/// <summary>A fit of a tiny task.</summary>
/// <param name="Network">The network.</param>
/// <param name="Run">Its curves.</param>
/// <param name="Seconds">Wall time or processor time, whichever is less: a busy machine is not the recipe's fault.</param>
internal sealed record SmokeFit(FittedNetwork Network, Run Run, double Seconds);
