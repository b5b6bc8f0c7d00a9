namespace Ganglion.Sparse;

public sealed class CsrTests
{
    //  edges 0→1, 2→1, 1→2, 3→2, 2→2 with weights
    private readonly Csr _graph = Csr.FromEdges(4, 4, (int[])[2, 0, 3, 1, 2], (int[])[1, 1, 2, 2, 2], Tensor.From([5.0, 1, 4, 3, 2]));

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.Equal(expected, actual, (e, a) => Math.Abs(e - a) < 1e-12);

    [Fact]
    public void The_product_of_two_sparse_matrices_is_that_of_the_dense_ones()
    {
        Csr a = SpMMOp.Sample(20, 30, 90).To(DType.F64), b = SpMMOp.Sample(30, 15, 70);
        a = a.WithValues(new Rng(1).Normal([a.Nonzeros], dtype: DType.F64));
        b = b.WithValues(new Rng(2).Normal([b.Nonzeros], dtype: DType.F64));
        Near(a.ToDense(DType.F64).MatMul(b.ToDense(DType.F64)).ToDoubles(), a.MatMul(b).ToDense(DType.F64).ToDoubles());
        Near(a.ToDense(DType.F64).MatMul(b.WithValues(null).ToDense(DType.F64)).ToDoubles(), a.MatMul(b.WithValues(null)).ToDense(DType.F64).ToDoubles());
        Assert.Contains("30 columns", Assert.Throws<ArgumentException>(() => a.MatMul(a)).Message);
    }

    [Fact]
    public void Rows_are_destinations_and_columns_come_in_order()
    {
        Assert.Equal([0, 0, 2, 5, 5], _graph.RowPointers.Span.ToArray());
        Assert.Equal([0, 2, 1, 2, 3], _graph.ColumnIds.Span.ToArray());
        Assert.Equal([1, 1, 2, 2, 2], _graph.RowIds.Span.ToArray());
        Assert.Equal([1.0, 5, 3, 2, 4], _graph.Values!.ToDoubles());
        Assert.Equal([1, 2, 3], _graph.Row(2).ToArray());
    }

    [Fact]
    public void Repeated_edges_add_up_or_stay_as_asked()
    {
        int[] s = [1, 0, 1], d = [0, 0, 0];
        var values = Tensor.From([1.0, 2, 3]);
        Assert.Equal([2.0, 4], Csr.FromEdges(1, 2, s, d, values).Values!.ToDoubles());
        Assert.Equal([2.0, 1, 3], Csr.FromEdges(1, 2, s, d, values, merge: false).Values!.ToDoubles());
        Assert.Equal(2, Csr.FromEdges(1, 2, s, d).Nonzeros);
        Assert.Null(Csr.FromEdges(1, 2, s, d).Values);
        Assert.Equal([4.0, 2], Csr.FromEdges(1, 2, s, d, values).ToDense().ToDoubles().Reverse());
    }

    [Fact]
    public void Dense_and_back()
    {
        var dense = _graph.ToDense();
        Assert.Equal([0, 0, 0, 0, 1, 0, 5, 0, 0, 3, 2, 4, 0, 0, 0, 0], dense.ToDoubles());
        var back = Csr.FromDense(dense);
        Assert.Equal(_graph.RowPointers.Span.ToArray(), back.RowPointers.Span.ToArray());
        Assert.Equal(dense.ToDoubles(), back.ToDense().ToDoubles());
        Assert.Equal(0, Csr.FromDense(Tensor.Zeros([0, 3])).Nonzeros);
    }

    [Fact]
    public void The_transpose_turns_and_returns()
    {
        Assert.Equal(_graph.ToDense().Transpose().ToDoubles(), _graph.Transpose().ToDense().ToDoubles());
        Assert.Equal(_graph.ToDense().ToDoubles(), _graph.Transpose().Transpose().ToDense().ToDoubles());
        Assert.Same(_graph.Transpose(), _graph.Transpose());
        Assert.Same(_graph.Pattern, _graph.Transpose().Transpose().Pattern);
        var wide = Csr.FromEdges(2, 5, (int[])[4, 0, 1], (int[])[0, 1, 1]);
        Assert.Equal(wide.ToDense().Transpose().ToDoubles(), wide.Transpose().ToDense().ToDoubles());
    }

    [Fact]
    public void Products_and_degrees_match_dense_ones()
    {
        var x = new Rng(1).Normal([4, 3], dtype: DType.F64);
        Near(_graph.ToDense().MatMul(x).ToDoubles(), _graph.MatMul(x).ToDoubles());
        Near(_graph.ToDense().Sum(1).ToDoubles(), _graph.Degrees().ToDoubles());
        Near([0, 2, 3, 0], _graph.WithValues(null).Degrees().ToDoubles());
        Near(_graph.MatMul(x.Select(1, 0)).ToDoubles(), _graph.MatMul(x).Select(1, 0).ToDoubles());
    }

    [Fact]
    public void Loops_are_added_where_none_is()
    {
        double[] dense = _graph.ToDense().ToDoubles();
        dense[0] = dense[5] = dense[15] = 0.5;
        Assert.Equal(dense, _graph.AddSelfLoops(0.5).ToDense().ToDoubles());
        Assert.Null(_graph.WithValues(null).AddSelfLoops().Values);
        Assert.Contains("square", Assert.Throws<InvalidOperationException>(() => Csr.FromEdges(2, 3, (int[])[0], (int[])[0]).AddSelfLoops()).Message);
    }

    [Fact]
    public void Normalised_matrices_match_their_formulas()
    {
        var a = _graph.AddSelfLoops().ToDense();
        var root = a.Sum(1).Pow(-0.5);
        Near((root.Unsqueeze(1) * a * root).ToDoubles(), _graph.GcnNormalized().ToDense().ToDoubles());
        Assert.Same(_graph.GcnNormalized(), _graph.GcnNormalized());

        double[] rows = _graph.RowNormalized().ToDense().Sum(1).ToDoubles();
        Near([0, 1, 1, 0], rows);                               // rows without entries stay 0, not NaN

        // users × items, as LightGCN has it: 1/√(|N_u| |N_i|)
        var ratings = Csr.FromEdges(2, 3, (int[])[0, 1, 1], (int[])[0, 0, 1]);
        Near([1 / Math.Sqrt(2), 0.5, 0, 0, 1 / Math.Sqrt(2), 0], ratings.SymmetricNormalized(DType.F64).ToDense().ToDoubles());
    }

    [Fact]
    public void Normalisation_is_differentiated_through()
    {
        var x = new Rng(1).Normal([4, 2], dtype: DType.F64);
        Tensor F(Tensor values) => _graph.WithValues(values).GcnNormalized().MatMul(x).Square().Sum();
        Tensor v = _graph.Values!, d = new Rng(2).Normal([5], dtype: DType.F64);
        double h = 1e-6, difference = (F(v + d * h).Item() - F(v - d * h).Item()) / (2 * h), exact = (Diff.Grad(F, v) * d).Sum().Item();
        Assert.Equal(difference, exact, 1e-6 * Math.Max(1, Math.Abs(exact)));
        Tensor Slope(Tensor values) => (Diff.Grad(F, values) * d).Sum();
        double curvature = (Slope(v + d * h).Item() - Slope(v - d * h).Item()) / (2 * h), exact2 = (Diff.Grad(Slope, v) * d).Sum().Item();
        Assert.Equal(curvature, exact2, 1e-6 * Math.Max(1, Math.Abs(exact2)));
    }

    [Fact]
    public void A_constant_matrix_serves_either_element_type()
    {
        var x = new Rng(1).Normal([4, 2]);
        Near(_graph.MatMul(x.To(DType.F64)).To(DType.F32).ToDoubles(), _graph.MatMul(x).ToDoubles());
        Assert.Same(_graph.To(DType.F32), _graph.To(DType.F32));
        Near(_graph.Transpose().MatMul(Tensor.Ones([4, 2])).ToDoubles(), Diff.Grad(t => _graph.MatMul(t).Sum(), x).ToDoubles());
    }

    [Fact]
    public void Heads_are_products_side_by_side()
    {
        Tensor weights = new Rng(1).Normal([5, 3], dtype: DType.F64), x = new Rng(2).Normal([4, 3, 2], dtype: DType.F64);
        Tensor OneByOne(Tensor w, Tensor v) =>
            Tensor.Stack([.. Enumerable.Range(0, 3).Select(h => _graph.WithValues(w.Select(1, h)).MatMul(v.Select(1, h)))], 1);
        Near(OneByOne(weights, x).ToDoubles(), _graph.MatMul(weights, x).ToDoubles());
        Tensor[] expected = Diff.Grad(a => OneByOne(a[0], a[1]).Square().Sum(), [weights, x]);
        Tensor[] actual = Diff.Grad(a => _graph.MatMul(a[0], a[1]).Square().Sum(), [weights, x]);
        Near(expected[0].ToDoubles(), actual[0].ToDoubles());
        Near(expected[1].ToDoubles(), actual[1].ToDoubles());
        Assert.Contains("[5, heads]", Assert.Throws<ArgumentException>(() => _graph.MatMul(x, x)).Message);
    }

    [Fact]
    public void Rows_are_selected_in_the_order_asked_for()
    {
        var part = _graph.SelectRows((int[])[2, 0, 2]);
        Assert.Equal([0, 3, 2, 4, 0, 0, 0, 0, 0, 3, 2, 4], part.ToDense().ToDoubles());
        Assert.Throws<ArgumentOutOfRangeException>(() => _graph.SelectRows((int[])[4]));
    }

    [Fact]
    public void Attention_adds_up_to_one_at_each_node_that_hears()
    {
        var shares = _graph.EdgeSoftmax(new Rng(1).Normal([5, 2], dtype: DType.F64));
        Near([0, 0, 1, 1, 1, 1, 0, 0], shares.SegmentSum(_graph.RowPointers).ToDoubles());
    }

    [Theory]
    [InlineData(new[] { 0, 2 }, new[] { 0, 1 }, "3 row pointers")]
    [InlineData(new[] { 0, 2, 1 }, new[] { 0, 1 }, "run from 0 to 1")]
    [InlineData(new[] { 0, 3, 2 }, new[] { 0, 1 }, "row 1 begins at 3 and ends at 2")]
    [InlineData(new[] { 0, 1, 2 }, new[] { 0, 3 }, "Column id 3 of entry 1 is outside 0 to 2")]
    public void A_broken_matrix_is_refused_with_the_place(int[] pointers, int[] columns, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new Csr(2, 3, pointers, columns)).Message);

    [Fact]
    public void Operands_that_do_not_fit_are_named()
    {
        Assert.Contains("[4, features]", Assert.Throws<ArgumentException>(() => _graph.MatMul(Tensor.Zeros([3, 2], DType.F64))).Message);
        Assert.Contains("To(DType", Assert.Throws<ArgumentException>(() =>
            Diff.Grad(v => _graph.WithValues(v).MatMul(Tensor.Zeros([4, 2])).Sum(), _graph.Values!)).Message);
        Assert.Contains("[5]", Assert.Throws<ArgumentException>(() => _graph.WithValues(Tensor.Zeros([4]))).Message);
        Assert.Contains("destinations: index 9", Assert.Throws<ArgumentOutOfRangeException>(() =>
            Csr.FromEdges(2, 2, (int[])[0], (int[])[9])).Message);
    }

    [Fact]
    public void Pairs_of_rows_are_intersected_and_subtracted()
    {
        Csr a = SpMMOp.Sample(40, 300, 900), b = SpMMOp.Sample(30, 300, 4000);
        int[] rows = [.. Enumerable.Range(0, 600).Select(i => i % 40)], others = [.. Enumerable.Range(0, 600).Select(i => i * 7 % 30)];
        Csr both = a.Intersect(rows, b, others), turned = b.Intersect(others, a, rows), only = a.Except(rows, b, others);
        for (int i = 0; i < rows.Length; i++)
        {
            var (x, y) = (a.Row(rows[i]).ToArray(), b.Row(others[i]).ToArray());
            Assert.Equal(x.Intersect(y), both.Row(i).ToArray());
            Assert.Equal(x.Intersect(y), turned.Row(i).ToArray());
            Assert.Equal(x.Except(y), only.Row(i).ToArray());
        }
        Assert.Throws<ArgumentException>(() => a.Intersect(rows, b, (int[])[0]));
        Assert.Contains("ascending", Assert.Throws<ArgumentException>(() => new Csr(1, 3, [0, 2], [2, 1]).Intersect((int[])[0], new Csr(1, 3, [0, 0], []), (int[])[0])).Message);
    }
}
