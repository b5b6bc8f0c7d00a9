namespace Ganglion;

/// <summary>Sums of products over labelled axes. Operands are contracted two at a time, the cheapest pair first, by
/// <see cref="MatMulOp.MatMul"/>.</summary>
public static class EinsumOp
{
    [Op("einsum", Onnx = "Einsum", Torch = "torch.einsum")]
    internal static Tensor Einsum(string equation, ReadOnlySpan<Tensor> operands)
    {
        var ranks = new int[operands.Length];
        for (int i = 0; i < ranks.Length; i++) ranks[i] = operands[i].Rank;
        var parsed = EinsumEquation.Parse(equation, ranks);
        var sizes = parsed.Sizes(operands);
        var terms = new List<Term>();
        for (int i = 0; i < ranks.Length; i++) terms.Add(Simplify(new(operands[i], parsed.Inputs[i]), sizes, equation));
        for (int i = 0; i < terms.Count; i++) terms[i] = SumOut(terms[i], Kept(terms, parsed.Output, i, i));
        while (terms.Count > 1)
        {
            var (i, j) = Cheapest(terms, sizes);
            var product = Contract(terms[i], terms[j], Kept(terms, parsed.Output, i, j));
            terms.RemoveAt(j);
            terms[i] = product;
        }
        return Order(terms[0], parsed.Output).Tensor;
    }

    private readonly record struct Term(Tensor Tensor, int[] Labels)
    {
        public int Size(int label) => Tensor.Shape[Array.IndexOf(Labels, label)];
    }

    // Repeated labels become diagonals; axes of size 1 that others stretch go.
    private static Term Simplify(Term term, Dictionary<int, int> sizes, string equation)
    {
        while (term.Labels.GroupBy(l => l).FirstOrDefault(g => g.Count() > 1)?.Key is { } label)
        {
            int first = Array.IndexOf(term.Labels, label), second = Array.IndexOf(term.Labels, label, first + 1);
            if (term.Tensor.Shape[first] != term.Tensor.Shape[second])
                throw new ArgumentException($"Einsum: '{(char)label}' in '{equation}' names axes of sizes {term.Tensor.Shape[first]} and "
                    + $"{term.Tensor.Shape[second]} of one operand; its diagonal needs equal ones.");
            int[] others = [.. Enumerable.Range(0, term.Labels.Length).Where(d => d != first && d != second)];
            term = new(term.Tensor.Permute([.. others, first, second]).Diagonal(), [.. others.Select(d => term.Labels[d]), label]);
        }
        for (int d = term.Labels.Length - 1; d >= 0; d--)
            if (term.Tensor.Shape[d] == 1 && sizes[term.Labels[d]] != 1)
                term = new(term.Tensor.Squeeze(d), [.. term.Labels[..d], .. term.Labels[(d + 1)..]]);
        return term;
    }

    private static HashSet<int> Kept(List<Term> terms, int[] output, int i, int j) =>
        [.. output, .. terms.Where((_, k) => k != i && k != j).SelectMany(t => t.Labels)];

    private static Term SumOut(Term term, HashSet<int> kept)
    {
        int[] axes = [.. Enumerable.Range(0, term.Labels.Length).Where(d => !kept.Contains(term.Labels[d]))];
        return axes.Length == 0 ? term : new(term.Tensor.Sum(axes), [.. term.Labels.Where(kept.Contains)]);
    }

    private static (int, int) Cheapest(List<Term> terms, Dictionary<int, int> sizes)
    {
        var best = (0, 1);
        double least = double.PositiveInfinity;
        for (int i = 0; i < terms.Count; i++)
            for (int j = i + 1; j < terms.Count && terms.Count > 2; j++)
            {
                double cost = terms[i].Labels.Union(terms[j].Labels).Aggregate(1.0, (c, l) => c * sizes[l]);
                if (cost < least) (least, best) = (cost, (i, j));
            }
        return best;
    }

    private static Term Contract(Term a, Term b, HashSet<int> kept)
    {
        int[] batch = [.. a.Labels.Where(l => b.Labels.Contains(l) && kept.Contains(l))];
        var larger = a.Tensor.Length >= b.Tensor.Length ? a : b;
        int[] sum = [.. larger.Labels.Where(l => a.Labels.Contains(l) && b.Labels.Contains(l) && !kept.Contains(l))];
        int[] left = [.. a.Labels.Except(b.Labels)], right = [.. b.Labels.Except(a.Labels)], labels = [.. batch, .. left, .. right];
        int[] shape = [.. batch.Select(a.Size), .. left.Select(a.Size), .. right.Select(b.Size)];
        if (sum.Length == 0 || (left.Length == 0 && right.Length == 0 && batch.Length > 0))
        {
            var product = Spread(a, batch, 0, left, right.Length, sum) * Spread(b, batch, left.Length, right, 0, sum);
            return new(sum.Length == 0 ? product : product.Sum([.. Enumerable.Range(labels.Length, sum.Length)]), labels);
        }
        var (p, transposeA) = Matrices(a, batch, left, sum);
        var (q, transposeB) = Matrices(b, batch, sum, right);
        return new(p.MatMul(q, transposeA, transposeB).Reshape(shape), labels);
    }

    // [batch, 1s, own, 1s, sum], to be multiplied element by element.
    private static Tensor Spread(Term t, int[] batch, int before, int[] own, int after, int[] sum)
    {
        var ordered = Order(t, [.. batch, .. own, .. sum]).Tensor;
        int lead = batch.Length, end = lead + own.Length;
        return ordered.Reshape([.. ordered.Shape[..lead], .. Enumerable.Repeat(1, before), .. ordered.Shape[lead..end],
            .. Enumerable.Repeat(1, after), .. ordered.Shape[end..]]);
    }

    // [batch, rows, columns], or with rows and columns exchanged if so it lies in memory.
    private static (Tensor, bool Transposed) Matrices(Term t, int[] batch, int[] rows, int[] columns)
    {
        int Count(int[] labels) => labels.Aggregate(1, (c, l) => c * t.Size(l));
        int r = Count(rows), k = Count(columns);
        Tensor plain = Order(t, [.. batch, .. rows, .. columns]).Tensor, turned = Order(t, [.. batch, .. columns, .. rows]).Tensor;
        bool transposed = !plain.IsContiguous && turned.IsContiguous;
        int[] lead = batch.Length == 0 ? [] : [Count(batch)];
        return (transposed ? turned.Reshape([.. lead, k, r]) : plain.Reshape([.. lead, r, k]), transposed);
    }

    private static Term Order(Term t, int[] labels) => t.Labels.SequenceEqual(labels) ? t
        : new(t.Tensor.Permute([.. labels.Select(l => Array.IndexOf(t.Labels, l))]), labels);

    internal static IEnumerable<OpCase> Cases()
    {
        (string, int[][])[] cases =
        [
            ("ij,jk->ik", [[0, 3], [3, 4]]), ("ij,jk->ik", [[3, 4], [4, 5]]), ("ij,kj", [[3, 4], [2, 4]]),
            ("ji,jk->ki", [[4, 3], [4, 2]]), ("ii", [[3, 3]]),
            ("ii->i", [[3, 3]]), ("ij->ji", [[2, 3]]), ("ij->", [[2, 3]]), ("i,j->ij", [[3], [2]]), ("ij,i->ij", [[3, 2], [3]]),
            ("i,i", [[3], [3]]), ("ij,ij->i", [[3, 4], [3, 4]]),
            ("bij,bjk->bik", [[2, 3, 4], [2, 4, 2]]), ("bthd,bshd->bhts", [[2, 3, 2, 4], [2, 2, 2, 4]]), ("...ij,jk->...ik", [[2, 3, 2, 4], [4, 3]]),
            ("...i,...i->...", [[2, 1, 3], [4, 3]]), ("i...,i...->...", [[3, 2], [3, 1]]), ("ij,j,jk->ik", [[2, 3], [3], [3, 4]]),
            ("iij,jkk->ik", [[2, 2, 3], [3, 2, 2]]), ("ab,cd,ac->bd", [[2, 3], [2, 2], [2, 2]]), ("bn,anm,bm->ba", [[2, 3], [4, 3, 2], [2, 2]]),
            ("ij,ik->ijk", [[3, 2], [3, 4]]), ("i,->i", [[3], []]), ("ijk,jil->kl", [[2, 3, 2], [3, 2, 2]]),
            ("ij,jk,kl,lm->im", [[2, 3], [3, 2], [2, 4], [4, 1]]),
            ("bthd,bshd->bhts", [[2, 17, 3, 8], [2, 19, 3, 8]]),
        ];
        return cases.Select(c => new OpCase($"{c.Item1} {string.Join(' ', c.Item2.Select(s => Shapes.Text(s)))}", x => Einsum(c.Item1, x),
            [.. c.Item2.Select(s => new OpInput(s))]));
    }
}

public sealed partial class Tensor
{
    /// <summary>Sums of products over labelled axes (Einstein's convention): <c>Tensor.Einsum("bij,bjk->bik", a, b)</c>.</summary>
    /// <param name="equation">A letter an axis, terms parted by commas, then an arrow and the result's axes; what it does not name is summed over.
    /// A letter twice in a term takes the diagonal; <c>...</c> stands for any axes, which broadcast. Without an arrow the result has the ellipsis
    /// and the letters that occur once, in alphabetical order.</param>
    /// <param name="operands">As many as the equation has terms.</param>
    /// <exception cref="ArgumentException">The equation is malformed, or the shapes do not fit it.</exception>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands) => EinsumOp.Einsum(equation, operands);
}
