using System.Buffers.Binary;
using System.Text;

namespace Ganglion.Nets.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly Checks.Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Dictionary<string, Tensor> Sample() => new()
    {
        ["b.weight"] = Tensor.From([1.5f, -2, float.NaN, float.PositiveInfinity, 0, 1e-40f], 2, 3),
        ["a.moment"] = Tensor.From([Math.PI, -0.0], 2),
        ["scalar"] = Tensor.Scalar(3),
        ["empty"] = Tensor.Zeros([0, 4]),
    };

    private static byte[] File(string header, int data) => File(Encoding.UTF8.GetBytes(header), data);

    private static byte[] File(byte[] header, int data)
    {
        var bytes = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        for (int i = 0; i < data; i++) bytes[8 + header.Length + i] = (byte)(i + 1);
        return bytes;
    }

    private static SafetensorsFile Read(byte[] bytes) => Safetensors.Read(new MemoryStream(bytes), "t.safetensors");

    private static byte[] Written(Dictionary<string, Tensor> tensors, Dictionary<string, string>? metadata = null,
        Dictionary<string, IntegerArray>? integers = null)
    {
        var stream = new MemoryStream();
        Safetensors.Write(stream, tensors, metadata, integers);
        return stream.ToArray();
    }

    [Fact]
    public void Tensors_text_and_integers_come_back_bit_for_bit()
    {
        var integers = new Dictionary<string, IntegerArray>
        {
            ["ids"] = new(new[] { 1L << 40, -1 }, [2]),
            ["kind"] = new(new byte[] { 7, 255, 0 }, [3, 1]),
            ["n"] = new(new[] { -5 }, []),
        };
        Safetensors.Save(_folder["x.safetensors"], Sample(), new Dictionary<string, string> { ["format"] = "pt", ["naïve"] = "\"ü\"" }, integers);
        var (tensors, metadata) = Safetensors.Load(_folder["x.safetensors"]);
        Assert.Equal(4, tensors.Count);
        foreach (var (name, t) in Sample())
        {
            Assert.Equal(t.Shape.ToArray(), tensors[name].Shape.ToArray());
            Assert.Equal(t.DType, tensors[name].DType);
            Assert.Equal(t.ToDoubles().Select(BitConverter.DoubleToInt64Bits), tensors[name].ToDoubles().Select(BitConverter.DoubleToInt64Bits));
        }
        Assert.Equal("\"ü\"", metadata["naïve"]);
        var back = Safetensors.Load(_folder["x.safetensors"]).Integers;
        Assert.Equal((long[])[1L << 40, -1], back["ids"].Values);
        Assert.Equal((byte[])[7, 255, 0], back["kind"].Values);
        Assert.Equal((int[])[3, 1], back["kind"].Shape);
        Assert.Equal((int[])[-5], back["n"].Values);
        Assert.Equal(["x.safetensors"], _folder.Files);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_whatever_the_order_it_was_given_in()
    {
        var reversed = new Dictionary<string, Tensor>(Sample().Reverse());
        Assert.Equal(Written(Sample(), new() { ["a"] = "1", ["b"] = "2" }), Written(reversed, new() { ["b"] = "2", ["a"] = "1" }));
    }

    [Fact]
    public void Data_begins_at_a_multiple_of_eight_and_wide_elements_come_first()
    {
        byte[] bytes = Written(Sample());
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
        string header = Encoding.UTF8.GetString(bytes, 8, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        string first = """{"a.moment":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"b.weight":{"dtype":"F32","shape":[2,3],""";
        Assert.StartsWith(first + "\"data_offsets\":[16,40]},", header);
    }

    [Fact]
    public void Half_precision_is_widened()
    {
        byte[] bytes = File("""{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}""", 8);
        BitConverter.GetBytes((Half)1.5f).CopyTo(bytes, bytes.Length - 8);
        BitConverter.GetBytes((Half)(-65504f)).CopyTo(bytes, bytes.Length - 6);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bytes.Length - 4), 0x3FC0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bytes.Length - 2), 0xC000);
        var file = Read(bytes);
        Assert.Equal([1.5f, -65504f], file.Tensors["h"].ToArray());
        Assert.Equal([1.5f, -2f], file.Tensors["b"].ToArray());
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] whole = Written(Sample(), new() { ["k"] = "v" });
        Read(whole);
        for (int length = 0; length < whole.Length; length++) Assert.Throws<FileFormatException>(() => Read(whole[..length]));
    }

    [Fact]
    public void A_changed_header_is_read_or_refused_and_never_anything_else()
    {
        byte[] whole = Written(Sample(), new() { ["k"] = "v" }, new() { ["i"] = new(new[] { 1, 2 }, [2]) });
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(whole), refused = 0;
        for (int at = 0; at < header; at++)
            foreach (int flip in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 255])
            {
                byte[] changed = [.. whole];
                changed[at] ^= (byte)flip;
                try { Read(changed); }
                catch (FileFormatException) { refused++; }
            }
        Assert.True(refused > header, $"only {refused} changes were refused");
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "header")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "another array")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "no array")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 12, "8 bytes|12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "does not fill")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2000000000,2000000000,2000000000],"data_offsets":[0,8]}}""", 8, "does not fill")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,8]}}""", 8, "size -1")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8.5],"data_offsets":[0,8]}}""", 8, "size 8.5")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "range")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}""", 8, "range")]
    [InlineData("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", 8, "C64")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,8]}}""", 8, "dtype")]
    [InlineData("""{"a":[]}""", 0, "header")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "header")]
    [InlineData("[]", 0, "header")]
    [InlineData("{", 0, "length")]
    public void A_lie_in_the_header_is_named(string header, int data, string said)
    {
        var error = Assert.Throws<FileFormatException>(() => Read(File(header, data)));
        Assert.Contains(said.Split('|'), s => error.Message.Contains(s));
        Assert.StartsWith("t.safetensors, byte ", error.Message);
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_refused() =>
        Assert.Throws<FileFormatException>(() => Read(File(
        [.. "{\""u8, 0xFF, .. "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"u8], 0)));

    [Fact]
    public void An_absurd_length_takes_no_memory()
    {
        byte[] lie = File("{}", 0);
        BinaryPrimitives.WriteInt64LittleEndian(lie, 90_000_000);
        byte[] shape = File("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", 8);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FileFormatException>(() => Read(lie));
        Assert.Throws<FileFormatException>(() => Read(shape));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        Safetensors.Save(_folder["x"], Sample());
        byte[] old = System.IO.File.ReadAllBytes(_folder["x"]);
        Assert.Throws<ArgumentException>(() =>
            Safetensors.Save(_folder["x"], new Dictionary<string, Tensor> { ["__metadata__"] = Tensor.Scalar(1) }));
        Assert.Equal(old, System.IO.File.ReadAllBytes(_folder["x"]));
        Assert.Equal(["x"], _folder.Files);
    }

    [Fact]
    public void A_view_is_written_in_row_major_order()
    {
        var t = Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3).Transpose();
        Assert.Equal([1f, 4, 2, 5, 3, 6], Read(Written(new() { ["t"] = t })).Tensors["t"].ToArray());
    }

    [Theory, InlineData(HalfFormat.BFloat16, "\"BF16\""), InlineData(HalfFormat.Float16, "\"F16\"")]
    public void Numbers_of_16_bits_are_written_and_read_widened(HalfFormat format, string type)
    {
        var packed = HalfTensor.Pack(Tensor.From([1f, -2.5f, 1e-7f, float.PositiveInfinity, 0.1f, -0f], 2, 3), format);
        var stream = new MemoryStream();
        Safetensors.Write(stream, Sample(), halves: new Dictionary<string, HalfTensor> { ["half"] = packed });
        var file = Read(stream.ToArray());
        Assert.Contains(type, Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal([2, 3], file.Tensors["half"].Shape.ToArray());
        Assert.Equal(packed.Codes.ToArray(), HalfTensor.Pack(file.Tensors["half"], format).Codes.ToArray());
        Assert.Equal(Sample()["a.moment"].ToDoubles(), file.Tensors["a.moment"].ToDoubles());
    }
}
