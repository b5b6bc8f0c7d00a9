namespace Ganglion.Lab;

/// <summary>
/// One published work, or one baseline, as one file. Either a <see cref="Method"/>, which fits a task and stands on its leaderboards,
/// or a <see cref="Study"/>, which is an experiment and nothing else. The file keeps one order: paper, claims, options, fit, model, notes.
/// </summary>
public abstract class Recipe
{
    /// <summary>The recipe's name on the command line. Generated from <see cref="RecipeAttribute"/>.</summary>
    public abstract string Id { get; }

    /// <summary>Where it comes from.</summary>
    public abstract Paper Paper { get; }

    /// <summary>What it does in one sentence, with the formula if there is one.</summary>
    public abstract string Summary { get; }

    /// <summary>What the paper states, as experiments that can fail.</summary>
    public virtual IReadOnlyList<Claim> Claims => [];

    /// <summary>Where this recipe departs from the paper, and why.</summary>
    public virtual string Notes => "";

    /// <summary>The options, generated from the nested record <c>Options</c>.</summary>
    public virtual IReadOnlyList<OptionInfo> OptionTable => [];

    /// <summary>Whether this is a yardstick rather than a row of the catalogue.</summary>
    public bool IsBaseline => Paper.Catalog is null;
}

/// <summary>A recipe that is an experiment: a theory, a survey, a benchmark. It has claims and nothing to put on a leaderboard.</summary>
public abstract class Study : Recipe;
