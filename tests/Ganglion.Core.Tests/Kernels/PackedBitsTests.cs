namespace Ganglion.Tests;

[Collection("Kernels")]
public sealed class PackedBitsTests
{
    public static TheoryData<int> Widths => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory, MemberData(nameof(Widths))]
    public void Codes_come_back_as_they_went_in(int bits)
    {
        foreach (int n in (int[])[0, 1, 7, 8, 255, 256, 257, 70_001])
        {
            byte[] codes = [.. new Rng((ulong)bits).Integers(n, 1 << bits).Select(v => (byte)v)];
            var packed = PackedBits.Pack(codes, bits);
            Assert.Equal(codes, packed.ToCodes());
            Assert.Equal((n + 7L) / 8 * bits, packed.Bytes);
            if (n is > 0 and < 1000) Assert.Equal(codes.Select(c => (double)c), packed.Unpack(DType.F64).ToDoubles());
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void The_fast_kernels_agree_with_the_oracle_on_any_number_of_threads(int bits)
    {
        foreach (int n in (int[])[0, 3, 64, 999, 100_003])
        {
            var x = Agreement.Random(bits, DType.F32, n);
            if (n > 4) x.Data<float>()[1] = float.NaN;
            var limits = Tensor.Range((1 << bits) - 1) * (3.0 / (1 << bits)) - 1.5;
            var table = new Rng(3).Normal([1 << bits]);
            int words = (int)(((n + 7L) / 8 * bits + 3) / 4);
            Agreement.Check(kernels =>
            {
                Tensor a = Tensor.Zeros([words]), b = Tensor.Zeros([words]), y = Tensor.Empty([n], DType.F32), z = Tensor.Empty([n], DType.F32);
                kernels.PackBits(x * (1 << bits), null, bits, a);
                kernels.PackBits(x, limits, bits, b);
                kernels.UnpackBits(a, bits, null, y);
                kernels.UnpackBits(b, bits, table, z);
                return [y, z];
            }, 0, $"{bits} bits, {n} values");
        }
    }

    [Fact]
    public void An_interval_holds_its_lower_boundary()
    {
        var packed = PackedBits.Bucketize(Tensor.From([-2f, -1, 0, 0.5f, 1, float.NaN], 2, 3), Tensor.From([-1f, 0, 1]));
        Assert.Equal(2, packed.Bits);
        Assert.Equal([0, 1, 2, 2, 3, 0], packed.ToCodes());
        Assert.Equal([10f, 20, 30, 30, 40, 10], packed.Lookup(Tensor.From([10f, 20, 30, 40])).ToArray());
        Assert.Equal([2, 3], packed.Unpack().Shape.ToArray());
    }

    [Fact]
    public void They_live_and_die_with_the_step()
    {
        PackedBits? lost = null;
        var (kept, held) = Memory.Scope(() =>
        {
            lost = PackedBits.Pack([1, 2, 3], 2);
            return (PackedBits.Pack([3, 2, 1], 2), PackedBits.Pack([0, 2], 2).Keep());
        });
        Memory.Scope(() => Enumerable.Range(0, 50).Sum(_ => (Tensor.Ones([4]) * 3).Sum().Item()));
        Assert.Equal([3, 2, 1], kept.ToCodes());
        Assert.Equal([0, 2], held.ToCodes());
        Assert.Throws<ObjectDisposedException>(() => lost!.ToCodes());
    }

    [Fact]
    public void Mistakes_are_told()
    {
        Assert.Contains("1 to 8", Assert.Throws<ArgumentOutOfRangeException>(() => PackedBits.Pack(Tensor.Ones([3]), 9)).Message);
        Assert.Contains("[4]", Assert.Throws<ArgumentException>(() => PackedBits.Pack(Tensor.Ones([3]), 2).Lookup(Tensor.Ones([3]))).Message);
        Assert.Contains("boundaries", Assert.Throws<ArgumentException>(() => PackedBits.Bucketize(Tensor.Ones([3]), Tensor.Ones([0]))).Message);
    }
}
