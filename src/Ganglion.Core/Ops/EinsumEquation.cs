namespace Ganglion;

/// <summary>
/// An equation such as <c>"bij,bjk->bik"</c>, read against the ranks of its operands: every axis has a label. Letters label themselves, the axes
/// of an ellipsis are -1, -2, … from the right, so that they broadcast as shapes do.
/// </summary>
internal sealed record EinsumEquation(int[][] Inputs, int[] Output)
{
    /// <exception cref="ArgumentException">The equation is malformed or does not fit the ranks.</exception>
    public static EinsumEquation Parse(string equation, ReadOnlySpan<int> ranks)
    {
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->"), terms = sides[0].Split(',');
        if (sides.Length > 2) throw Wrong(equation, "it has more than one arrow");
        if (terms.Length != ranks.Length) throw Wrong(equation, $"it names {terms.Length} operands, and {ranks.Length} were given");
        var inputs = new int[terms.Length][];
        int ellipsis = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            int letters = terms[i].Replace("...", "", StringComparison.Ordinal).Length, rest = ranks[i] - letters;
            if (rest < 0 || (rest > 0 && !terms[i].Contains("...", StringComparison.Ordinal)))
                throw Wrong(equation, $"'{terms[i]}' labels {letters} axes, and operand {i} has {ranks[i]}");
            inputs[i] = Labels(equation, terms[i], rest);
            ellipsis = Math.Max(ellipsis, rest);
        }
        int[] output = sides.Length == 2 ? Labels(equation, sides[1], ellipsis)
            : [.. Ellipsis(ellipsis), .. inputs.SelectMany(l => l).Where(l => l > 0).GroupBy(l => l)
                .Where(g => g.Count() == 1).Select(g => g.Key).Order()];
        foreach (int label in output)
        {
            if (output.Count(l => l == label) > 1) throw Wrong(equation, $"its result names '{(char)label}' twice");
            if (!inputs.Any(l => l.Contains(label))) throw Wrong(equation, $"'{(char)label}' of its result labels no operand's axis");
        }
        return new(inputs, output);
    }

    /// <summary>The size of each label: that of the axes it labels, of which some may have size 1.</summary>
    public Dictionary<int, int> Sizes(ReadOnlySpan<Tensor> operands)
    {
        var sizes = new Dictionary<int, int>();
        for (int i = 0; i < operands.Length; i++)
            for (int d = 0; d < Inputs[i].Length; d++)
            {
                int label = Inputs[i][d], size = operands[i].Shape[d], known = sizes.GetValueOrDefault(label, 1);
                if (known != size && known != 1 && size != 1)
                    throw new ArgumentException($"Einsum: operand {i} of shape {Shapes.Text(operands[i].Shape)} has {size} along "
                        + $"{(label > 0 ? $"'{(char)label}'" : "the ellipsis")}, another operand {known}.");
                sizes[label] = known == 1 ? size : known;
            }
        return sizes;
    }

    private static int[] Labels(string equation, string term, int ellipsis)
    {
        int at = term.IndexOf("...", StringComparison.Ordinal);
        string before = at < 0 ? term : term[..at], after = at < 0 ? "" : term[(at + 3)..];
        foreach (char c in before + after)
            if (!char.IsAsciiLetter(c)) throw Wrong(equation, $"'{c}' is no label; labels are letters, and one '...' a term");
        return [.. before.Select(c => (int)c), .. at < 0 ? [] : Ellipsis(ellipsis), .. after.Select(c => (int)c)];
    }

    private static IEnumerable<int> Ellipsis(int axes) => Enumerable.Range(1, axes).Reverse().Select(i => -i);

    private static ArgumentException Wrong(string equation, string what) => new($"Einsum: the equation '{equation}' does not work: {what}.");
}
