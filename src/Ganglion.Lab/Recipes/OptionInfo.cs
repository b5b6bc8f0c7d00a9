namespace Ganglion.Lab;

/// <summary>Names a recipe and puts it in the table of its assembly. The class must be partial; a generator adds the rest.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RecipeAttribute(string id) : Attribute
{
    /// <summary>The recipe's name on the command line, in kebab case.</summary>
    public string Id { get; } = id;
}

/// <summary>The range in which <c>fit</c> may look for a better value of an option.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SearchAttribute(double min, double max) : Attribute
{
    /// <summary>The least value, inclusive.</summary>
    public double Min { get; } = min;

    /// <summary>The largest value, inclusive.</summary>
    public double Max { get; } = max;

    /// <summary>Whether to sample the logarithm evenly.</summary>
    public bool Log { get; init; }
}

/// <summary>The range of a tunable option.</summary>
public sealed record SearchRange(double Min, double Max, bool Log);

/// <summary>One option of a recipe, as text on one side and as a property of its options record on the other. Generated.</summary>
/// <param name="Name">Kebab case, as on the command line.</param>
/// <param name="Summary">From the property's documentation.</param>
/// <param name="Type">int, number, switch, text, choice or list.</param>
/// <param name="Default">The default as text.</param>
/// <param name="Range">Where to search, if it may be tuned.</param>
/// <param name="Choices">The values of a choice.</param>
/// <param name="Get">The value in an options record, as text.</param>
/// <param name="Set">A copy of an options record with the value that a text stands for.</param>
public sealed record OptionInfo(string Name, string Summary, string Type, string Default, SearchRange? Range, IReadOnlyList<string> Choices,
    Func<object, string> Get, Func<object, string, object> Set);

/// <summary>A row of an assembly's generated recipe table.</summary>
public sealed record RecipeEntry(string Id, Func<Recipe> Create, string File, int Line);
