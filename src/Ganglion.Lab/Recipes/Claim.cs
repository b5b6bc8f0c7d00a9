namespace Ganglion.Lab;

/// <summary>How much work a claim or a recipe may do.</summary>
public enum Budget
{
    /// <summary>Under two seconds: the test suite runs it for every recipe.</summary>
    Smoke,

    /// <summary>Minutes on two cores: writes the evidence.</summary>
    Check,

    /// <summary>The paper's scale.</summary>
    Full,
}

/// <summary>What became of a claim.</summary>
public enum Verdict
{
    /// <summary>Nothing was run.</summary>
    NotRun,

    /// <summary>Every finding holds.</summary>
    Reproduced,

    /// <summary>Some findings hold.</summary>
    Partly,

    /// <summary>No finding holds.</summary>
    NotReproduced,
}

/// <summary>A statement of a paper as an experiment that can fail.</summary>
/// <param name="Name">Kebab case, unique in its recipe; the evidence file bears it.</param>
/// <param name="Statement">What must be seen, in our own words, with the paper's figure.</param>
/// <param name="Check">Runs the experiment and puts what it found into the experiment.</param>
public sealed record Claim(string Name, string Statement, Action<Experiment> Check);

/// <summary>One thing that a claim's experiment found.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Requirement">What it had to be: <c>≥ 0.805</c>, <c>&gt; mlp 0.57</c>.</param>
/// <param name="Holds">Whether it is.</param>
/// <param name="Values">The figure of each seed, if there are several.</param>
/// <param name="Paper">The paper's figure, if it gives one.</param>
public sealed record Finding(string What, double Ours, string Requirement, bool Holds, IReadOnlyList<double> Values, double? Paper = null);
