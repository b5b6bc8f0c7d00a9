using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ganglion.Lab.Report;

namespace Ganglion.Lab.Tests.Report;

public class DrawingTests
{
    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.03, 0.97, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-7, 12, "−10 −5 0 5 10 15")]
    [InlineData(0, 187, "0 50 100 150 200")]
    [InlineData(0, 48000, "0 10k 20k 30k 40k 50k")]
    [InlineData(0.5, 0.6, "0.50 0.52 0.54 0.56 0.58 0.60")]
    [InlineData(0, 0.12, "0 0.025 0.050 0.075 0.100 0.125")]
    public void Linear_ticks_are_round_and_hold_all_values(double min, double max, string labels)
    {
        var axis = Axis.Linear([min, double.NaN, max], "");

        Assert.Equal(labels, string.Join(' ', axis.Ticks.Select(t => t.Label)));
        Assert.True(axis.Min <= min && axis.Max >= max);
    }

    [Theory]
    [InlineData(0.03, 2, "0.02 0.05 0.1 0.2 0.5 1 2")]
    [InlineData(1, 1000, "1 2 5 10 20 50 100 200 500 1000")]
    [InlineData(1e-6, 3, "1e−6 1e−4 0.01 1 100")]
    [InlineData(5, 5, "5 10")]
    public void Logarithmic_ticks_are_one_two_five_or_powers_of_ten(double min, double max, string labels)
    {
        var axis = Axis.Log([min, -1, 0, double.PositiveInfinity, max], "");

        Assert.Equal(labels, string.Join(' ', axis.Ticks.Select(t => t.Label)));
        Assert.True(axis.Min <= min && axis.Max >= max);
        Assert.False(axis.Shows(0));
    }

    [Fact]
    public void Equal_steps_of_a_logarithmic_axis_are_equal_ratios()
    {
        var axis = Axis.Log([1, 100], "");
        Assert.Equal(0.5, axis.Fraction(10), 1e-12);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN })]
    [InlineData(new[] { 3.0, 3.0 })]
    [InlineData(new[] { 0.0 })]
    [InlineData(new[] { -1e-300, 1e300 })]
    public void Any_values_give_an_axis_with_at_least_two_ticks(double[] values)
    {
        foreach (var axis in new[] { Axis.Linear(values, ""), Axis.Linear(values, "", fromZero: true), Axis.Log(values, "") })
        {
            Assert.InRange(axis.Ticks.Count, 2, 12);
            Assert.True(axis.Max > axis.Min);
            Assert.All(axis.Ticks, t => Assert.InRange(axis.Fraction(t.Value), 0, 1));
        }
    }

    [Theory]
    [InlineData(double.NaN, "n/a")]
    [InlineData(0.815, "0.8150")]
    [InlineData(-12.3456, "−12.35")]
    [InlineData(0.00001, "1e−5")]
    [InlineData(12345, "12345")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void Numbers_have_four_digits(double value, string text) => Assert.Equal(text, Readable.Number(value));

    [Fact]
    public void An_interval_is_printed_as_plus_minus_only_when_it_is_one()
    {
        Assert.Equal("0.815 ± 0.006", Readable.Interval(Estimate.PlusMinus(0.815, 0.006)));
        Assert.Equal("0.8150 [0.8120, 0.8160]", Readable.Interval(new(0.815, 0.812, 0.816)));
        Assert.Equal("0.8150", Readable.Interval(new(0.815)));
        Assert.Equal("n/a", Readable.Interval(null));
        Assert.Equal("0 ± 0.50", Readable.Interval(Estimate.PlusMinus(0, 0.5)).Replace("0.00", "0"));
    }

    [Fact]
    public void Thinning_a_long_curve_keeps_its_peaks_its_ends_and_its_gap()
    {
        static double Value(int i) => i switch { 5000 => 99, 7000 => -99, 8000 => double.NaN, _ => Math.Sin(i) };
        ChartPoint[] points = [.. Enumerable.Range(0, 10_000).Select(i => new ChartPoint(i, Value(i)))];
        var thin = Plot.Thin(points).ToArray();

        Assert.InRange(thin.Length, 300, 500);
        Assert.Contains(points[5000], thin);
        Assert.Contains(points[7000], thin);
        Assert.Contains(thin, p => double.IsNaN(p.Y));
        Assert.Equal((points[0], points[^1]), (thin[0], thin[^1]));
        Assert.Equal(thin.OrderBy(p => p.X), thin);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(28, 28, 1)]
    [InlineData(5, 7, 3)]
    public void A_picture_decodes_to_its_pixels(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i * i * 31);
        }

        Assert.Equal((width, height, channels), Decode(PngEncoder.Encode(width, height, channels, pixels), out var decoded));
        Assert.Equal(pixels, decoded);
    }

    [Fact]
    public void An_image_whose_bytes_do_not_fit_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Samples.Page(new ImagesSection("t", [new(4, 4, 3, new byte[16])])));
        Assert.Contains("4×4 with 3 channels was given 16 bytes", error.Message);
    }

    /// <summary>As much of a PNG reader as these pictures ask for: chunks with their checksums, zlib, filters 0 and 1.</summary>
    private static (int Width, int Height, int Channels) Decode(ReadOnlySpan<byte> file, out byte[] pixels)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8].ToArray());
        var (width, height, channels, packed, types) = (0, 0, 0, new MemoryStream(), new List<string>());
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            var type = Encoding.ASCII.GetString(file.Slice(at + 4, 4));
            var data = file.Slice(at + 8, length);
            Assert.Equal(SlowCrc(file.Slice(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + length)..]));
            types.Add(type);
            if (type == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                channels = data[9] switch { 0 => 1, 2 => 3, _ => 0 };
                Assert.Equal([8, data[9], 0, 0, 0], data[8..].ToArray());
            }
            else if (type == "IDAT")
            {
                packed.Write(data);
            }

            at += length + 12;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], types);
        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        var (lines, stride) = (raw.ToArray(), width * channels);
        Assert.Equal((stride + 1) * height, lines.Length);
        pixels = new byte[stride * height];
        for (var y = 0; y < height; y++)
        {
            var filter = lines[y * (stride + 1)];
            Assert.InRange(filter, 0, 1);
            for (var i = 0; i < stride; i++)
            {
                var before = filter == 1 && i >= channels ? pixels[(y * stride) + i - channels] : 0;
                pixels[(y * stride) + i] = (byte)(lines[(y * (stride + 1)) + 1 + i] + before);
            }
        }

        return (width, height, channels);
    }

    private static uint SlowCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
