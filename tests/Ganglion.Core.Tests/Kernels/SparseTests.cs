namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed class SparseTests
{
    private static (int[] Pointers, int[] Columns) Graph(int seed, int rows, int columns, int degree)
    {
        var random = new Random(seed);
        var pointers = new int[rows + 1];
        for (int r = 0; r < rows; r++) pointers[r + 1] = pointers[r] + (r % 5 == 3 ? 0 : r == 7 ? 20 * degree : random.Next(2 * degree));
        return (pointers, [.. Enumerable.Range(0, pointers[rows]).Select(_ => random.Next(columns))]);
    }

    public static TheoryData<int> Widths => [1, 3, 7, 16, 33, 64, 200];

    [Theory, MemberData(nameof(Widths))]
    public void Products_with_a_sparse_matrix_agree(int f)
    {
        foreach (var type in Agreement.Types)
            foreach (int rows in (int[])[0, 1, 20, 700])
            {
                var (pointers, columns) = Graph(f, rows, 300, 4);
                Tensor values = Agreement.Random(1, type,
                    columns.Length), x = Agreement.Shifted(Agreement.Random(2, type, 300, f)), a = Agreement.Random(3, type, rows, f);
                Agreement.Check(kernels =>
                {
                    Tensor weighted = Tensor.Empty([rows, f], type), plain = Tensor.Empty([rows, f], type), dots = Tensor.Empty([columns.Length],
                        type);
                    kernels.SpMM(pointers, columns, values, x, weighted, f);
                    kernels.SpMM(pointers, columns, null, x, plain, f);
                    kernels.Sddmm(pointers, columns, a, x, dots, f);
                    return [weighted, plain, dots];
                }, 2e-5, $"{type} {rows} rows of {f}");
            }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Rows_are_gathered_scattered_and_reduced_alike(int f)
    {
        foreach (var type in Agreement.Types)
            foreach (int n in (int[])[0, 1, 1500])
            {
                var (pointers, _) = Graph(f, 50, 1, 10);
                int[] index = [.. Enumerable.Range(0, n).Select(i => i * i % 61)];
                int[] rows = [.. Enumerable.Range(0, pointers[^1]).Select(i => i * 7 % 61)];
                Tensor x = Agreement.Shifted(Agreement.Random(1, type, 61, f)), many = Agreement.Random(2, type, n, f), groups = Agreement.Random(3,
                    type, pointers[^1], f);
                Agreement.Check(kernels =>
                {
                    Tensor gathered = Tensor.Empty([n, f], type), scattered = Tensor.Empty([70, f], type);
                    kernels.GatherRows(x, index, gathered, f);
                    kernels.ScatterAddRows(many, index, scattered, 70, f);
                    Tensor[] reduced = [.. Enum.GetValues<ReduceKind>().Select(_ => Tensor.Empty([50, f], type))];
                    foreach (var kind in Enum.GetValues<ReduceKind>()) kernels.SegmentReduce(kind, pointers, groups, reduced[(int)kind], f);
                    int[] winners = new int[50 * f], named = new int[50 * f];
                    kernels.SegmentArgMax(pointers, null, groups, winners, f);
                    kernels.SegmentArgMax(pointers, rows, x, named, f);
                    return [gathered, scattered, .. reduced, .. ((int[][])[winners, named]).Select(w => Tensor.Wrap(Array.ConvertAll(w,
                        v => (double)v), [w.Length]))];
                }, 5e-5, $"{type} {n} rows of {f}");
            }
    }
}
