using System.Text;

namespace Ganglion.Nets.Tests;

public sealed class NpyTests : IDisposable
{
    private readonly Checks.Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    // numpy.save of numpy.array([[1, 2, 3]], dtype) writes exactly this.
    private static byte[] Numpy(string description, byte[] data, byte version = 1)
    {
        int lead = version == 1 ? 10 : 12;
        string text = description.PadRight((description.Length + lead + 1 + 63) / 64 * 64 - lead - 1) + "\n";
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.ASCII.GetBytes(text), .. data];
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static Tensor Read(byte[] bytes) => Npy.Read(new MemoryStream(bytes), "x.npy");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_numpy_writes_is_read(byte version)
    {
        var t = Read(Numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", Floats(1, 2, 3), version));
        Assert.Equal([1, 3], t.Shape.ToArray());
        Assert.Equal([1f, 2, 3], t.ToArray());
    }

    [Fact]
    public void What_is_written_is_what_numpy_writes()
    {
        Npy.Save(_folder["x.npy"], Tensor.From([1f, 2, 3], 1, 3));
        Assert.Equal(Numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", Floats(1, 2, 3)), File.ReadAllBytes(_folder["x.npy"]));
    }

    [Fact]
    public void Tensors_and_ids_of_any_rank_come_back()
    {
        foreach (int[] shape in (int[][])[[], [0], [5], [2, 3, 4]])
        {
            var t = Checks.Random(3, shape);
            Npy.Save(_folder["t.npy"], t);
            Checks.Close(t, Npy.Load(_folder["t.npy"]), 0);
        }
        Npy.Save(_folder["i.npy"], IntTensor.From([1, -2, int.MaxValue, 0], 2, 2));
        Assert.Equal([2, 2], Npy.LoadIntegers(_folder["i.npy"]).Shape.ToArray());
        Assert.Equal([1, -2, int.MaxValue, 0], Npy.LoadIntegers(_folder["i.npy"]).Span.ToArray());
    }

    [Fact]
    public void Wide_ids_are_read_if_they_fit()
    {
        byte[] Wide(long last) => Numpy("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }",
            [.. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(last)]);
        Assert.Equal([7, -3], Npy.ReadIntegers(new MemoryStream(Wide(-3)), "x").Span.ToArray());
        Assert.Contains("element 1", Assert.Throws<FileFormatException>(() => Npy.ReadIntegers(new MemoryStream(Wide(1L << 31)), "x")).Message);
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "little-endian")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "Fortran")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }", "LoadIntegers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "do not fill")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "size 99999999999")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000), }", "do not fill")]
    public void What_is_not_read_is_said(string description, string said) =>
        Assert.Contains(said, Assert.Throws<FileFormatException>(() => Read(Numpy(description, Floats(1)))).Message);

    [Fact]
    public void A_file_cut_or_changed_is_read_or_refused_and_never_anything_else()
    {
        byte[] whole = Numpy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }", Floats(1, 2, 3));
        for (int length = 0; length < whole.Length; length++) Assert.Throws<FileFormatException>(() => Read(whole[..length]));
        for (int at = 0; at < whole.Length - 12; at++)
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. whole];
                changed[at] ^= (byte)(1 << bit);
                try { Assert.Equal(3, Read(changed).Length); }
                catch (FileFormatException) { }
            }
    }
}
