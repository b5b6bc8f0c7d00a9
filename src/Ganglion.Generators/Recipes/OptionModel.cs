namespace Ganglion.Generators.Recipes;

/// <summary>What the emitter needs to know of a recipe: its id and, if it has any, its options.</summary>
internal sealed record RecipeModel(RecipeHeader Header, bool HasOptions, EquatableArray<OptionModel> Options);

/// <summary>One property of a recipe's <c>Options</c>.</summary>
/// <param name="Property">Its name in C#.</param>
/// <param name="Summary">Its documentation in one line.</param>
/// <param name="Form">How it is written as text.</param>
/// <param name="Type">Its C# type, without a <c>?</c>; for a list, that of an element.</param>
/// <param name="IsNullable">Whether it may be absent.</param>
/// <param name="Range">Where a search looks for it.</param>
/// <param name="Choices">The members of an enum.</param>
internal sealed record OptionModel(
    string Property, string Summary, OptionForm Form, string Type, bool IsNullable, SearchModel? Range, EquatableArray<string> Choices)
{
    public string Name => Names.Kebab(Property);
}

internal sealed record SearchModel(double Min, double Max, bool Log);

internal enum OptionForm
{
    /// <summary>A whole number.</summary>
    Int,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>Anything.</summary>
    Text,

    /// <summary>A member of an enum.</summary>
    Choice,

    /// <summary>Whole numbers, separated by commas.</summary>
    Ints,

    /// <summary>Numbers, separated by commas.</summary>
    Numbers,
}
