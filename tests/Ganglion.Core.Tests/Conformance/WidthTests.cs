namespace Ganglion.Conformance;

/// <summary>Runs alone: it changes the width of the vectors of the process.</summary>
[Collection(nameof(ThreadTests))]
public sealed class WidthTests
{
    [Theory, InlineData(128), InlineData(256), InlineData(512)]
    public void Every_operation_agrees_with_the_oracle_at_every_width_of_vectors(int bits)
    {
        int widest = CpuKernels.MaxVectorBits;
        if (bits > widest) Assert.Skip($"This machine's vectors have {widest} bits.");
        try
        {
            CpuKernels.MaxVectorBits = bits;
            foreach (var (name, entry) in OpTable.All)
                foreach (var test in entry.Cases)
                    foreach (var dtype in (DType[])[DType.F32, DType.F64])
                    {
                        var inputs = OpTable.Draw(test, dtype);
                        Tensor[] Run()
                        {
                            var y = test.Apply(inputs);
                            return entry.Op.Order == 0 ? [y] : [y, .. Diff.Grad(x => test.Apply(x).Sum(), inputs)];
                        }
                        Tensor[] expected = OpTable.On(ReferenceKernels.Instance, Run), actual = Run();
                        for (int i = 0; i < expected.Length; i++)
                            OpTable.Agree(expected[i], actual[i], dtype == DType.F32 ? 1e-4 : 1e-11,
                                $"{name}, {test.Name}, {dtype}, {bits} bits, result {i}");
                    }
        }
        finally { CpuKernels.MaxVectorBits = widest; }
    }
}
