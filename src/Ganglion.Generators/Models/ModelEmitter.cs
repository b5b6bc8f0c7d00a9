namespace Ganglion.Generators.Models;

/// <summary>Writes the partial record of a <see cref="ModelTree"/>.</summary>
internal sealed class ModelEmitter
{
    private const string Visitor = "global::System.Action<string, global::Ganglion.Tensor>";
    private const string Mapper = "global::System.Func<string, global::Ganglion.Tensor, global::Ganglion.Tensor>";

    private static readonly HashSet<string> Taken = ["prefix", "visit", "map", Index(0), Index(1), Index(2)];

    private readonly CodeWriter code = new();

    public static string Emit(ModelTree tree) => new ModelEmitter().Write(tree);

    private string Write(ModelTree tree)
    {
        var self = tree.Shell.Name;
        tree.Shell.Open(code, $" : global::Ganglion.IModel<{self}>");

        code.Line("/// <inheritdoc/>").Open($"public {tree.Modifier}void Visit(string prefix, {Visitor} visit)");
        foreach (var member in tree.Members) Visit(member.Node, Access(member.Name), Local(member.Name), new(member.Name), depth: 0);
        code.Close().Line();

        code.Line("/// <inheritdoc/>");
        var signature = $"public {tree.Modifier}{self} Map(string prefix, {Mapper} map)";
        if (tree.Members.Count == 0) code.Line($"{signature} => this;");
        else if (tree.Members.Any(member => member.Node.IsCollection)) MapInSteps(tree, signature);
        else MapInPlace(tree, signature);

        foreach (var other in tree.AlsoMapsAs)
        {
            code.Line().Line($"{other} global::Ganglion.IModel<{other}>.Map(string prefix, {Mapper} map) => Map(prefix, map);");
        }

        return code.Finish();
    }

    private void Visit(Node node, string value, string local, TreePath path, int depth)
    {
        if (node.IsNullable)
        {
            code.Open($"if ({value} is {{ }} {local})");
            Visit(node with { IsNullable = false }, local, local, path, depth);
            code.Close();
        }
        else if (node.Element is { } element)
        {
            var index = Index(depth);
            code.Open($"for (var {index} = 0; {index} < {value}.{node.Count}; {index}++)");
            Visit(element, $"{value}[{index}]", local + "Item", path.At(index), depth + 1);
            code.Close();
        }
        else
        {
            code.Line(node.Kind == NodeKind.Leaf ? $"visit({path.Leaf}, {value});" : $"{value}.Visit({path.Branch}, visit);");
        }
    }

    /// <summary>One <c>with</c> that maps each member where it stands: possible as long as no member needs a loop.</summary>
    private void MapInPlace(ModelTree tree, string signature)
    {
        code.Open($"{signature} => this with");
        foreach (var (name, node) in tree.Members) code.Line($"{Names.Identifier(name)} = {Mapped(node, Access(name), Local(name), new(name))},");
        code.Close("};");
    }

    /// <summary>Every member into a local first, in order, then one <c>with</c>.</summary>
    private void MapInSteps(ModelTree tree, string signature)
    {
        code.Open(signature);
        foreach (var (name, node) in tree.Members)
        {
            if (node.IsCollection) Fill(node, Access(name), Local(name), "new" + name, new(name), depth: 0);
            else code.Line($"{(node.IsNullable ? node.AnnotatedType : "var")} new{name} = {Mapped(node, Access(name), Local(name), new(name))};");
        }

        code.Line().Open("return this with");
        foreach (var (name, node) in tree.Members) code.Line($"{Names.Identifier(name)} = {Collected(node, "new" + name)},");
        code.Close("};").Close();
    }

    /// <summary>Declares the array <paramref name="target"/> and fills it with the mapped elements of <paramref name="value"/>.</summary>
    private void Fill(Node node, string value, string local, string target, TreePath path, int depth)
    {
        var (element, index) = (node.Element!, Index(depth));
        if (node.IsNullable)
        {
            code.Line($"{element.AnnotatedType}[]? {target} = null;").Open($"if ({value} is {{ }} {local})");
            value = local;
        }

        code.Line($"{(node.IsNullable ? "" : "var ")}{target} = new {Sized(element.AnnotatedType, $"{value}.{node.Count}")};");
        code.Open($"for (var {index} = 0; {index} < {target}.Length; {index}++)");
        var (item, inner) = ($"{value}[{index}]", path.At(index));
        if (element.IsCollection)
        {
            Fill(element, item, local + "Item", target + "Item", inner, depth + 1);
            code.Line($"{target}[{index}] = {Collected(element, target + "Item")};");
        }
        else
        {
            code.Line($"{target}[{index}] = {Mapped(element, item, local + "Item", inner)};");
        }

        code.Close();
        if (node.IsNullable) code.Close();
    }

    private static string Mapped(Node node, string value, string local, TreePath path)
    {
        if (node.IsNullable) return $"{value} is {{ }} {local} ? {Mapped(node with { IsNullable = false }, local, local, path)} : {node.Absent}";
        if (node.Kind == NodeKind.Leaf) return $"map({path.Leaf}, {value})";
        var model = node.Through is null ? value : $"(({node.Through}){value})";
        return $"{(node.Cast is null ? "" : $"({node.Cast})")}{model}.Map({path.Branch}, map)";
    }

    private static string Collected(Node node, string array) => node switch
    {
        { Kind: not NodeKind.List } => array,
        { IsNullable: true } => $"{array} is null ? null : [.. {array}]",
        _ => $"[.. {array}]",
    };

    /// <summary><c>new T[][n]</c> is not C#: the size goes into the first bracket.</summary>
    private static string Sized(string element, string size)
    {
        var ranks = element.Length;
        while (element.Substring(0, ranks).TrimEnd('?') is var rest && rest.EndsWith("[]", StringComparison.Ordinal)) ranks = rest.Length - 2;
        return $"{element.Substring(0, ranks)}[{size}]{element.Substring(ranks)}";
    }

    private static string Index(int depth) => ((char)('i' + depth)).ToString();

    /// <summary>A lower-case property needs <c>this.</c>, since a parameter or a local may carry its name.</summary>
    private static string Access(string name) => char.IsUpper(name[0]) ? name : "this." + Names.Identifier(name);

    private static string Local(string name)
    {
        var lower = char.ToLowerInvariant(name[0]) + name.Substring(1);
        return lower == name || Taken.Contains(lower) ? lower + "Value" : Names.Identifier(lower);
    }
}

/// <summary>A dotted path under construction; loop variables stand in it as interpolation holes.</summary>
internal readonly record struct TreePath(string Text, bool IsIndexed = false)
{
    public string Leaf => Expression(Text);

    public string Branch => Expression(Text + ".");

    public TreePath At(string index) => new($"{Text}.{{{index}}}", IsIndexed: true);

    private string Expression(string text) => IsIndexed ? $"$\"{{prefix}}{text}\"" : $"prefix + \"{text}\"";
}
