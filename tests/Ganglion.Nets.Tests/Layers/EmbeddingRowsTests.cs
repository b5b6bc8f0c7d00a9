namespace Ganglion.Nets.Tests;

public sealed class EmbeddingRowsTests
{
    private static readonly int[] s_ids = [5, 1, 5, 3];

    private static Embedding Table() => new(Checks.Random(4, 7, 3));

    private static Tensor Cost(Tensor vectors) => (vectors * Checks.Random(9, 4, 3)).Square().Sum();

    [Fact]
    public void Touched_rows_give_the_vectors_and_their_part_of_the_gradient()
    {
        var table = Table();
        var rows = table.Touch(s_ids);
        Assert.Equal([1, 3, 5], rows.Ids.Span.ToArray());
        Checks.Close(table.Forward(s_ids), rows.Forward());
        Assert.Equal([2, 2, 3], table.Touch(IntTensor.From(s_ids, 2, 2)).Forward().Shape.ToArray());
        var dense = Diff.Grad(table, t => Cost(t.Forward(s_ids))).Weight;
        Checks.Close(dense.GatherRows((int[])[1, 3, 5]), Diff.Grad(rows, r => Cost(r.Forward())).Values);
    }

    public static TheoryData<string> Optimizers => ["sgd", "adam"];

    private static Optimizer Make(string name) => name == "sgd" ? new Sgd(0.1) : new Adam(0.1);

    [Theory, MemberData(nameof(Optimizers))]
    public void Steps_of_touched_rows_are_those_of_a_table_of_them_and_leave_the_others_alone(string name)
    {
        var optimizer = Make(name);
        Embedding table = Table(), small = new(table.Weight.GatherRows((int[])[1, 3, 5]).Contiguous());
        double[] before = table.Weight.ToDoubles();
        OptimizerState state = optimizer.Init(table), few = optimizer.Init(small);
        for (int step = 0; step < 3; step++)
        {
            var rows = table.Touch(s_ids);
            state = optimizer.StepRows(table, rows, Diff.Grad(rows, r => Cost(r.Forward())), state);
            (small, few) = optimizer.Step(small, Diff.Grad(small, t => Cost(t.Forward((int[])[2, 0, 2, 1]))), few);
        }
        Assert.Equal(3, state.Step);
        Checks.Close(small.Weight, table.Weight.GatherRows((int[])[1, 3, 5]));
        double[] after = table.Weight.ToDoubles();
        foreach (int row in (int[])[0, 2, 4, 6]) Assert.Equal(before[(3 * row)..(3 * row + 3)], after[(3 * row)..(3 * row + 3)]);
    }

    [Fact]
    public void Dense_steps_of_plain_descent_are_the_same()
    {
        Embedding sparse = Table(), dense = Table();
        var sgd = new Sgd(0.1);
        var rows = sparse.Touch(s_ids);
        sgd.StepRows(sparse, rows, Diff.Grad(rows, r => Cost(r.Forward())), sgd.Init(sparse));
        (dense, _) = sgd.Step(dense, Diff.Grad(dense, t => Cost(t.Forward(s_ids))), sgd.Init(dense));
        Assert.Equal(dense.Weight.ToDoubles(), sparse.Weight.ToDoubles());
    }
}
