using System.Globalization;

namespace Ganglion.Generators.Recipes;

/// <summary>Writes the partial class of a recipe: its id and the table of its options.</summary>
internal static class OptionEmitter
{
    public static string Emit(RecipeModel recipe, string assemblySpace)
    {
        var code = new CodeWriter();
        if (recipe.Options.Count > 0) code.Line($"using OptionText = global::{assemblySpace}.OptionText;").Line();
        recipe.Header.Shell.Open(code);
        code.Line("/// <inheritdoc/>").Line($"public override string Id => {Names.Literal(recipe.Header.Id)};");
        if (!recipe.HasOptions) return code.Finish();

        foreach (var option in recipe.Options.Where(option => option.Form == OptionForm.Choice)) Choices(code.Line(), option);

        code.Line().Line("/// <inheritdoc/>");
        code.Line("public override global::System.Collections.Generic.IReadOnlyList<global::Ganglion.Lab.OptionInfo> OptionTable { get; } =");
        code.Indent().Line("DescribeOptions(new Options());").Outdent().Line();
        code.Line("private static global::Ganglion.Lab.OptionInfo[] DescribeOptions(Options defaults) =>").Line("[").Indent();
        foreach (var option in recipe.Options) Describe(code, option);
        return code.Close("];").Finish();
    }

    private static void Choices(CodeWriter code, OptionModel option)
    {
        code.Line($"private static readonly (string Name, {option.Type} Value)[] {option.Property}Choices =").Line("[").Indent();
        foreach (var choice in option.Choices)
        {
            code.Line($"({Names.Literal(Names.Kebab(choice))}, {option.Type}.{Names.Identifier(choice)}),");
        }

        code.Close("];");
    }

    private static void Describe(CodeWriter code, OptionModel option)
    {
        var property = Names.Identifier(option.Property);
        code.Line("new(").Indent()
            .Line($"Name: {Names.Literal(option.Name)},")
            .Line($"Summary: {Names.Literal(option.Summary)},")
            .Line($"Type: {Names.Literal(Kind(option.Form))},")
            .Line($"Default: {Get(option, "defaults." + property)},")
            .Line($"Range: {Range(option.Range)},")
            .Line($"Choices: {Choices(option)},")
            .Line($"Get: static options => {Get(option, $"((Options)options).{property}")},")
            .Line($"Set: static (options, text) => (Options)options with {{ {property} = {Set(option)} }}),")
            .Outdent();
    }

    private static string Kind(OptionForm form) => form switch
    {
        OptionForm.Int => "int",
        OptionForm.Number => "number",
        OptionForm.Switch => "switch",
        OptionForm.Text => "text",
        OptionForm.Choice => "choice",
        _ => "list",
    };

    private static string Get(OptionModel option, string value) =>
        option.Form == OptionForm.Choice ? $"OptionText.Of({value}, {option.Property}Choices)" : $"OptionText.Of({value})";

    private static string Set(OptionModel option)
    {
        var (name, none) = (Names.Literal(option.Name), option.IsNullable ? "OrNone" : "");
        return option.Form switch
        {
            OptionForm.Int => $"OptionText.WholeNumber{none}<{option.Type}>({name}, text)",
            OptionForm.Number => $"OptionText.Number{none}<{option.Type}>({name}, text)",
            OptionForm.Switch => $"OptionText.Switch({name}, text)",
            OptionForm.Text => option.IsNullable ? "text.Length == 0 ? null : text" : "text",
            OptionForm.Choice => $"OptionText.Choice{none}({name}, text, {option.Property}Choices)",
            OptionForm.Ints => $"OptionText.WholeNumbers({name}, text)",
            _ => $"OptionText.Numbers({name}, text)",
        };
    }

    private static string Range(SearchModel? range) =>
        range is null ? "null" : $"new({Number(range.Min)}, {Number(range.Max)}, Log: {(range.Log ? "true" : "false")})";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Choices(OptionModel option)
    {
        var names = option.Choices.Select(choice => Names.Literal(Names.Kebab(choice)));
        return $"[{string.Join(", ", option is { Form: OptionForm.Choice, IsNullable: true } ? names.Append("\"none\"") : names)}]";
    }
}
