namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed class MapAxisTests
{
    [Theory]
    [InlineData(0, false), InlineData(1, false), InlineData(1, true), InlineData(2, false), InlineData(2, true), InlineData(-1, true)]
    public void A_matrix_along_an_axis_agrees_at_every_width(int taps, bool valued)      // -1: another number of taps in each row
    {
        foreach (var (outer, n, rows, inner) in ((int, int, int, int)[])[(3, 5, 7, 1), (40, 33, 65, 1), (1, 4, 6, 3), (5, 9, 4, 37), (2, 3, 5, 600)])
            foreach (var type in Agreement.Types)
            {
                int[] counts = [.. Enumerable.Range(0, rows).Select(r => taps >= 0 ? taps : r % 4)], pointers = [0, .. counts];
                for (int r = 0; r < rows; r++) pointers[r + 1] += pointers[r];
                int[] columns = [.. Enumerable.Range(0, pointers[rows]).Select(e => e * 7 % n)];
                var values = valued ? Agreement.Random(2, type, columns.Length) : null;
                var x = Agreement.Shifted(Agreement.Random(1, type, outer, n, inner));
                Agreement.Check(kernels =>
                {
                    var y = Tensor.Empty([outer, rows, inner], type);
                    kernels.MapAxis(pointers, columns, values, x, y, outer, n, inner);
                    return [y];
                }, 1e-5, $"{taps} taps, {outer}×{n}×{inner} to {rows}, {type}");
            }
    }
}
