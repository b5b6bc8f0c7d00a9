namespace Ganglion.Tests;

public sealed class HalfTensorTests
{
    private static readonly ushort[] s_all = [.. Enumerable.Range(0, 65536).Select(static i => (ushort)i)];

    private static float Value(ushort code, HalfFormat format) =>
        format == HalfFormat.Float16 ? (float)BitConverter.UInt16BitsToHalf(code) : BitConverter.UInt32BitsToSingle((uint)code << 16);

    [Theory, InlineData(HalfFormat.BFloat16), InlineData(HalfFormat.Float16)]
    public void Every_code_comes_back_and_NaN_stays_NaN(HalfFormat format)
    {
        var x = HalfTensor.From(s_all, format, 256, 256).Unpack();
        float[] values = x.ToArray();
        foreach (var packed in (HalfTensor[])[HalfTensor.Pack(x, format), HalfTensor.Pack(x.To(DType.F64), format)])
            for (int i = 0; i < s_all.Length; i++)
            {
                Assert.Equal(BitConverter.SingleToUInt32Bits(Value(s_all[i], format)) & 0xFFBFFFFF,
                    BitConverter.SingleToUInt32Bits(values[i]) & 0xFFBFFFFF);     // a signalling NaN may turn quiet
                if (float.IsNaN(values[i])) Assert.True(float.IsNaN(Value(packed.Codes[i], format)), $"code {i:x} became {packed.Codes[i]:x}");
                else Assert.Equal(s_all[i], packed.Codes[i]);
            }
    }

    [Theory, InlineData(HalfFormat.BFloat16), InlineData(HalfFormat.Float16)]
    public void Between_two_neighbours_the_nearest_wins_and_the_middle_goes_to_the_even_code(HalfFormat format)
    {
        int infinity = format == HalfFormat.Float16 ? 0x7C00 : 0x7F80;
        var below = new double[2 * (infinity - 1)];
        double[] middle = new double[below.Length], above = new double[below.Length];
        for (int i = 0; i < below.Length; i++)
        {
            int code = i % (infinity - 1), sign = i < infinity - 1 ? 1 : -1;
            middle[i] = sign * ((double)Value((ushort)code, format) + Value((ushort)(code + 1), format)) / 2;
            below[i] = sign * Math.BitDecrement(Math.Abs(middle[i]));
            above[i] = sign * Math.BitIncrement(Math.Abs(middle[i]));
        }
        HalfTensor lower = Pack(below), even = Pack(middle), upper = Pack(above), even32 = HalfTensor.Pack(Tensor.From(middle).To(DType.F32), format);
        for (int i = 0; i < below.Length; i++)
        {
            int code = i % (infinity - 1), sign = i < infinity - 1 ? 0 : 0x8000;
            Assert.Equal(code | sign, lower.Codes[i]);
            Assert.Equal(code + 1 | sign, upper.Codes[i]);
            Assert.Equal(code + (code & 1) | sign, even.Codes[i]);
            if (middle[i] == (float)middle[i]) Assert.Equal(even.Codes[i], even32.Codes[i]);
        }

        HalfTensor Pack(double[] x) => HalfTensor.Pack(Tensor.From(x), format);
    }

    [Fact]
    public void What_is_too_large_becomes_infinite_and_what_is_too_small_zero()
    {
        double[] x = [65519.9, 65520, -1e300, double.NaN, 1e-300, -1e-300];
        Assert.Equal([0x7BFF, 0x7C00, 0xFC00], HalfTensor.Pack(Tensor.From(x), HalfFormat.Float16).Codes[..3].ToArray());
        var b = HalfTensor.Pack(Tensor.From(x), HalfFormat.BFloat16);
        Assert.Equal([0xFF80, 0, 0x8000], (ushort[])[b.Codes[2], b.Codes[4], b.Codes[5]]);
        Assert.Equal(0x7F80, HalfTensor.Pack(Tensor.From([float.MaxValue]), HalfFormat.BFloat16).Codes[0]);
        Assert.True(double.IsNaN(b.Unpack().ToDoubles()[3]));
        float hidden = BitConverter.UInt32BitsToSingle(0x7F800001);                        // a NaN whose upper half reads infinity
        Assert.All((HalfFormat[])[HalfFormat.BFloat16, HalfFormat.Float16],
            f => Assert.True(float.IsNaN(HalfTensor.Pack(Tensor.From([hidden]), f).Unpack().ToArray()[0])));
    }

    [Fact]
    public void Shapes_stay_and_views_are_read_in_order()
    {
        var x = Tensor.Range(6).Reshape(2, 3).Transpose();
        var packed = HalfTensor.Pack(x, HalfFormat.BFloat16);
        Assert.Equal([3, 2], packed.Shape.ToArray());
        Assert.Equal([0, 3, 1, 4, 2, 5], packed.Unpack(DType.F64).ToDoubles());
        Assert.Equal([], HalfTensor.Pack(Tensor.Scalar(2), HalfFormat.Float16).Unpack().Shape.ToArray());
        Assert.Equal(0, HalfTensor.Pack(Tensor.Zeros([0, 3]), HalfFormat.Float16).Unpack().Length);
        Assert.Throws<ArgumentException>(() => HalfTensor.From([1, 2], HalfFormat.Float16, 3));
    }
}
