using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>The recipes of one or more assemblies: <c>new RecipeBook(RecipeTable.All)</c>.</summary>
public sealed class RecipeBook
{
    private readonly SortedDictionary<string, Lazy<Recipe>> _recipes = new(StringComparer.Ordinal);

    /// <summary>A book of the given entries.</summary>
    /// <exception cref="ArgumentException">Two recipes have the same id.</exception>
    public RecipeBook(params IEnumerable<RecipeEntry> entries)
    {
        Entries = [.. entries];
        foreach (var entry in Entries)
            if (!_recipes.TryAdd(entry.Id, new(entry.Create))) throw new ArgumentException($"Two recipes have the id '{entry.Id}'; rename one.",
                nameof(entries));
    }

    /// <summary>The rows of the generated tables.</summary>
    public IReadOnlyList<RecipeEntry> Entries { get; }

    /// <summary>All ids, sorted.</summary>
    public IReadOnlyCollection<string> Ids => _recipes.Keys;

    /// <summary>All recipes, by id.</summary>
    public IEnumerable<Recipe> All => _recipes.Values.Select(r => r.Value);

    /// <summary>The recipe of an id.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the nearest ids are suggested.</exception>
    public Recipe this[string id] => _recipes.TryGetValue(id, out var recipe) ? recipe.Value
        : throw new KeyNotFoundException($"There is no recipe '{id}'. {NearestNames.Sentence(id, Ids)}");

    /// <summary>The method of an id.</summary>
    /// <exception cref="KeyNotFoundException">There is none, or the recipe is a study.</exception>
    public Method Method(string id) => this[id] as Method
        ?? throw new KeyNotFoundException($"Recipe '{id}' is a study: it has claims to reproduce and nothing to fit. Methods are: {string.Join(", ", All.OfType<Method>().Select(m => m.Id))}.");

    /// <summary>The methods that accept a task, in the order in which a portfolio tries them.</summary>
    public IReadOnlyList<Method> Methods(LearningTask task) =>
        [.. All.OfType<Method>().Where(m => m.Accepts(task)).OrderBy(m => m.Priority).ThenBy(m => m.Id, StringComparer.Ordinal)];

    /// <summary>What stands for every method that accepts the task.</summary>
    public const string Everything = "all";

    /// <summary>
    /// The named methods, in the order in which a portfolio tries them; the usual ones for the task if none is named, and every one that accepts it
    /// if <see cref="Everything"/> is.
    /// </summary>
    /// <exception cref="KeyNotFoundException">An id names no method.</exception>
    /// <exception cref="ArgumentException">A named method does not accept the task, or no method does.</exception>
    public IReadOnlyList<Method> Methods(LearningTask task, IReadOnlyCollection<string> ids)
    {
        var fitting = Methods(task);
        if (fitting.Count == 0) throw new ArgumentException($"No recipe accepts {task.Kind} on '{task.Name}'.");
        if (ids.Contains(Everything)) return fitting;
        if (ids.Count == 0) return fitting.Any(m => m.IsUsualFor(task)) ? [.. fitting.Where(m => m.IsUsualFor(task))] : fitting;
        var named = ids.Distinct().Select(Method).ToList();
        if (named.FirstOrDefault(m => !m.Accepts(task)) is { } stranger)
            throw new ArgumentException($"Recipe '{stranger.Id}' does not accept {task.Kind} on '{task.Name}'. These do: {string.Join(", ", fitting.Select(m => m.Id))}.");
        return [.. named.OrderBy(m => m.Priority).ThenBy(m => m.Id, StringComparer.Ordinal)];
    }
}
