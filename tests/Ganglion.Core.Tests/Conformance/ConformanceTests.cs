namespace Ganglion.Conformance;

/// <summary>Each case of each operation, in both element types, on contiguous and strided operands: the fast backend against the oracle.</summary>
public sealed class ConformanceTests
{
    [Theory, MemberData(nameof(OpTable.Names), MemberType = typeof(OpTable))]
    public void An_operation_has_cases_and_one_of_them_is_empty(string name)
    {
        var entry = OpTable.All[name];
        Assert.True(entry.Source is not null, $"{entry.Owner.Name} has [Op(\"{name}\")] but no 'internal static IEnumerable<OpCase> Cases()'.");
        var cases = entry.Cases;
        Assert.NotEmpty(cases);
        Assert.Equal(cases.Length, cases.Select(c => c.Name).Distinct().Count());
        Assert.Contains(cases, c => c.Inputs.Any(i => Shapes.Count(i.Shape) == 0) || c.Apply(OpTable.Draw(c, DType.F32)).Length == 0);
    }

    [Theory, MemberData(nameof(OpTable.Names), MemberType = typeof(OpTable))]
    public void The_fast_backend_agrees_with_the_oracle(string name)
    {
        foreach (var test in OpTable.All[name].Cases)
            foreach (var dtype in (DType[])[DType.F32, DType.F64])
            {
                var inputs = OpTable.Draw(test, dtype);
                var expected = OpTable.On(ReferenceKernels.Instance, () => test.Apply(inputs));
                Tensor[] strided = Array.ConvertAll(inputs, OpTable.Strided);
                foreach (var (operands, layout) in ((Tensor[], string)[])[(inputs, "contiguous"), (strided, "strided")])
                    OpTable.Agree(expected, test.Apply(operands), Tolerance(dtype), $"{name}, {test.Name}, {dtype}, {layout}");
            }
    }

    [Theory, MemberData(nameof(OpTable.Differentiable), MemberType = typeof(OpTable))]
    public void The_fast_backend_agrees_on_gradients(string name)
    {
        foreach (var test in OpTable.All[name].Cases)
            foreach (var dtype in (DType[])[DType.F32, DType.F64])
            {
                var inputs = OpTable.Draw(test, dtype);
                var weights = new Rng(5).Normal(test.Apply(inputs).Shape, dtype: DType.F64).To(dtype);
                Tensor[] Gradients(Tensor[] at) => Diff.Grad(x => (test.Apply(x) * weights).Sum(), at);
                var expected = OpTable.On(ReferenceKernels.Instance, () => Gradients(inputs));
                Tensor[] actual = Gradients(inputs), strided = Gradients(Array.ConvertAll(inputs, OpTable.Strided));
                for (int i = 0; i < inputs.Length; i++)
                {
                    OpTable.Agree(expected[i], actual[i], 10 * Tolerance(dtype), $"{name}, {test.Name}, {dtype}, gradient {i}");
                    OpTable.Agree(expected[i], strided[i], 10 * Tolerance(dtype), $"{name}, {test.Name}, {dtype}, gradient {i}, strided");
                }
            }
    }

    [Fact]
    public void A_strided_operand_equals_the_one_it_is_made_of()
    {
        foreach (var shape in (int[][])[[], [4], [2, 3], [2, 3, 4], [0, 2]])
        {
            var x = OpTable.Draw(new OpInput(shape), 0, DType.F64);
            var y = OpTable.Strided(x);
            Assert.Equal(x.ToDoubles(), y.ToDoubles());
            Assert.True(x.Length < 2 || !y.IsContiguous);
        }
    }

    private static double Tolerance(DType dtype) => dtype == DType.F32 ? 1e-5 : 1e-12;
}
