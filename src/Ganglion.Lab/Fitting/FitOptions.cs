using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>How a <see cref="Fitter"/> goes about it.</summary>
public sealed record FitOptions
{
    /// <summary>The recipes to try, by id; empty for every method that accepts the task.</summary>
    public IReadOnlyList<string> Recipes { get; init; } = [];

    /// <summary>Options that differ from the defaults, by name; each goes to every tried method that has it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it may take; null for a fixed amount of work, so that nothing depends on the clock.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Runs of each method; null for what a task of this size deserves, and on several folds as often as to meet each equally often.</summary>
    public int? Seeds { get; init; }

    /// <summary>The first seed.</summary>
    public int Seed { get; init; }

    /// <summary>The run's folder; null for <c>runs/NAME-SEED</c>.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether to continue an interrupted run in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether to look for better options.</summary>
    public bool Search { get; init; } = true;

    /// <summary>Whether to combine networks at the end.</summary>
    public bool Ensemble { get; init; } = true;

    /// <summary>The data set behind the task, for its licence and its description.</summary>
    public DataSet? Data { get; init; }

    /// <summary>What a person types for the data and the task, for commands that reproduce a row: <c>data/adult --target income</c>. Null for the
    /// data's name.</summary>
    public string? DataArguments { get; init; }

    /// <summary>How the run was started, printed in the report.</summary>
    public string Command { get; init; } = "";

    /// <summary>Seconds between checkpoints of a running trial.</summary>
    public double CheckpointSeconds { get; init; } = 5;
}
