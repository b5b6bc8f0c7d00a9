namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed class MatMulTests
{
    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 1, 0, 3, 4 }, { 1, 3, 4, 0 }, { 1, 1, 1, 1 }, { 1, 5, 7, 3 }, { 1, 1, 37, 19 }, { 1, 37, 1, 19 }, { 1, 2, 130, 70 }, { 1, 12, 32,
            16 }, { 1, 13, 33, 17 },
        { 1, 27, 47, 65 }, { 1, 100, 7, 129 }, { 3, 5, 6, 7 }, { 4, 33, 18, 40 }, { 1, 90, 120, 270 }, { 1, 64, 600, 20 }, { 2, 1, 9, 9 }, { 1, 1,
            700, 300 }, { 1, 500, 1, 350 }, { 1, 211, 283, 521 }, { 1, 401, 150, 530 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void Products_agree_in_every_orientation(int batch, int m, int n, int k)
    {
        foreach (var type in Agreement.Types)
            foreach (bool ta in (bool[])[false, true])
                foreach (bool tb in (bool[])[false, true])
                    foreach (bool withBias in m * n * k < 50_000 ? (bool[])[false, true] : [ta ^ tb])
                    {
                        var a = Agreement.Random(1, type, batch, m, k);
                        var b = Agreement.Shifted(Agreement.Random(2, type, batch, k, n));
                        var bias = withBias ? Agreement.Random(3, type, n) : null;
                        Agreement.Check(kernels =>
                        {
                            var c = Tensor.Empty([batch, m, n], type);
                            kernels.MatMul(a, ta, m * k, b, tb, k * n, c, batch, m, n, k, bias);
                            return [c];
                        }, 2e-4, $"[{batch}, {m}, {n}, {k}] {type} {ta} {tb} {withBias}");
                    }
    }

    [Fact]
    public void A_batch_stride_of_zero_repeats_the_matrix()
    {
        Tensor one = Agreement.Random(1, DType.F32, 20, 30), many = Agreement.Random(2, DType.F32, 5, 30, 40);
        Agreement.Check(kernels =>
        {
            Tensor left = Tensor.Empty([5, 20, 40], DType.F32), right = Tensor.Empty([5, 40, 20], DType.F32);
            kernels.MatMul(one, false, 0, many, false, 1200, left, 5, 20, 40, 30);
            kernels.MatMul(many, true, 1200, one, true, 0, right, 5, 40, 20, 30);
            return [left, right];
        }, 1e-5, "stride 0");
    }
}
