using System.IO.Compression;

namespace Ganglion.Data.Tests;

public sealed class ReaderTests : IDisposable
{
    private readonly TestData.Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    private static byte[] Idx(byte kind, int[] sizes, byte[] values) =>
        [0, 0, 8, kind, .. sizes.SelectMany(s => new[] { (byte)(s >> 24), (byte)(s >> 16), (byte)(s >> 8), (byte)s }), .. values];

    private void WriteImages(byte[] images, byte[] labels)
    {
        scratch.Write("train-images-idx3-ubyte", images);
        scratch.Write("train-labels-idx1-ubyte", labels);
    }

    [Fact]
    public void Idx_images_are_read_plain_or_compressed()
    {
        var images = Idx(3, [2, 2, 3], [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionMode.Compress, true)) gzip.Write(images);
        scratch.Write("train-images-idx3-ubyte.gz", memory.ToArray());
        scratch.Write("train-labels-idx1-ubyte", Idx(1, [2], [1, 0]));
        var set = DataSource.Open(scratch.Path).Images;
        Assert.Equal((2, 1, 2, 3), (set.Count, set.Channels, set.Height, set.Width));
        Assert.Equal([6, 7, 8, 9, 10, 11], set.Image(1).ToArray());
        Assert.Equal([1, 0], set.Labels);
        Assert.Equal([6, 7, 8, 9, 10, 11], set.Select([1]).Pixels);
    }

    [Fact]
    public void A_truncated_idx_file_says_how_many_bytes_are_missing()
    {
        WriteImages(Idx(3, [2, 2, 3], new byte[11]), Idx(1, [2], [1, 0]));
        var error = Assert.Throws<DataException>(() => DataSource.Open(scratch.Path));
        Assert.Contains("found 27 bytes; expected 28: a header of 16 and 2 × 2 × 3 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_broken_idx_files_are_named()
    {
        var labels = Idx(1, [2], [1, 0]);
        void Fails(string found, byte[] images, byte[] labelBytes)
        {
            WriteImages(images, labelBytes);
            Assert.Contains(found, Assert.Throws<DataException>(() => DataSource.Open(scratch.Path)).Message, StringComparison.Ordinal);
        }

        Fails("an empty file", [], labels);
        Fails("9 bytes", [0, 0, 8, 3, 0, 0, 0, 2, 0], labels);
        Fails("0x00000801", labels.Concat(new byte[8]).ToArray(), labels);
        Fails("3 labels", Idx(3, [2, 1, 1], [1, 2]), Idx(1, [3], [1, 0, 1]));
    }

    [Fact]
    public void Digits_ship_and_open()
    {
        var digits = DataSource.Open(Path.Combine(TestData.Shipped, "digits")).Images;
        Assert.Equal((1797, 8, 8, 16), (digits.Count, digits.Height, digits.Width, digits.MaxValue));
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], digits.Image(0)[..8].ToArray());
    }

    [Theory]
    [InlineData("1,2,3\n", 1, 4, "3 values")]
    [InlineData("1,2,3,4,9,9\n", 1, 6, "more values")]
    [InlineData("1,2,3,4,0\n1,2,99,4,0\n", 2, 3, "'99'")]
    public void A_broken_row_of_pixels_is_named_by_line_and_column(string text, int line, int column, string found)
    {
        var file = scratch.Write("p.csv", text);
        var error = Assert.Throws<DataException>(() => PixelRowsReader.Csv(new(scratch.Path), file, 2, 2, 16));
        Assert.Equal((line, column, found), (error.Line, error.Column, error.Found));
    }

    [Fact]
    public void Byte_records_of_a_wrong_length_are_refused()
    {
        var file = scratch.Write("r.bin", new byte[7]);
        Assert.Contains("a multiple of 5",
            Assert.Throws<DataException>(() => PixelRowsReader.Records(new(scratch.Path), file, 1, 2, 2, ["a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ratings_with_colons_and_no_header_are_read()
    {
        var log = InteractionsReader.Read(scratch.Write("ratings.dat", "1::10::5::978300760\n1::30::3::978302109\n7::10::4::978301968\n"));
        Assert.Equal([0, 0, 1], log.Users);
        Assert.Equal([0, 1, 0], log.Items);
        Assert.Equal(["10", "30"], log.ItemNames);
        Assert.Equal(978302109, log.Times![1]);
    }

    [Theory]
    [InlineData("user,item,rating\na,x,1\nb,,2\n", 3, 2, "an empty value")]
    [InlineData("user,item,rating\na,x,good\n", 2, 3, "'good'")]
    [InlineData("user,item,rating\na,x\n", 2, 2, "2 values")]
    [InlineData("user,item,rating,time\na,x,1,whenever\n", 2, 4, "'whenever'")]
    public void A_broken_event_is_named_by_line_and_column(string text, int line, int column, string found)
    {
        var error = Assert.Throws<DataException>(() => InteractionsReader.Read(scratch.Write("log.csv", text)));
        Assert.Equal((line, column, found), (error.Line, error.Column, error.Found));
    }

    [Fact]
    public void A_broken_adjacency_line_is_named()
    {
        scratch.Write("train.txt", "0 1 2\n1 2\n1 x\n");
        var folder = new DataFolder(scratch.Path);
        var error = Assert.Throws<DataException>(() => InteractionsReader.Adjacency(folder, folder.Require("train.txt")));
        Assert.Equal((3, 2, "'x'"), (error.Line, error.Column, error.Found));
    }

    [Fact]
    public void Items_of_a_user_come_out_sorted_and_once()
    {
        var (pointers, items) = new Interactions([1, 0, 1, 1], [2, 1, 0, 2], 2, 3).ByUser();
        Assert.Equal([0, 1, 3], pointers);
        Assert.Equal([1, 0, 2], items);
    }

    [Fact]
    public void The_shipped_log_is_what_the_generator_makes()
    {
        var shipped = DataSource.Open(Path.Combine(TestData.Shipped, "village")).Interactions;
        var made = SyntheticInteractions.Clusters(400, 300, 12000, clusters: 8, loyalty: 0.75, skew: 0.7, seed: 2024);
        Assert.Equal(made.Users, shipped.Users);
        Assert.Equal(made.Items, shipped.Items);
        Assert.Equal(made.Ratings!, shipped.Ratings!);
        Assert.Equal(made.Times!, shipped.Times!);
    }

    [Theory]
    [InlineData("1949-01", "1949-02", "1949-03", 12)]
    [InlineData("1991 Jul", "1991 Aug", "1991 Sep", 12)]
    [InlineData("1970 Q1", "1970 Q2", "1970 Q3", 4)]
    [InlineData("1821", "1822", "1823", 1)]
    [InlineData("2016-07-01 00:00:00", "2016-07-01 01:00:00", "2016-07-01 02:00:00", 24)]
    [InlineData("2021-05-01 00:00:00+00:00", "2021-05-01 00:30:00+00:00", "2021-05-01 01:00:00+00:00", 48)]
    [InlineData("2020-01-01", "2020-01-02", "2020-01-03", 7)]
    [InlineData("2020-01-01", "2020-01-08", "2020-01-15", 52)]
    public void The_season_follows_from_the_spacing(string a, string b, string c, int season)
    {
        var times = new[] { a, b, c }.Select(text => TimeColumn.TryParse(text, out var time) ? time : throw new InvalidOperationException(text))
            .ToArray();
        Assert.Equal(season, TimeColumn.Season(times));
    }

    [Fact]
    public void Airline_ships_and_opens()
    {
        var airline = DataSource.Open(Path.Combine(TestData.Shipped, "airline")).Series;
        Assert.Equal((12, 144, 112.0), (airline.Season, airline.Items[0].Values.Length, airline["Passengers"].Values[0]));
        Assert.Equal("1960-12", airline.Times[^1]);
    }

    [Fact]
    public void Times_out_of_order_are_refused()
    {
        var error = Assert.Throws<DataException>(() =>
            SeriesReader.Read(scratch.Write("s.csv", "date,x\n2020-01-01,1\n2020-01-03,2\n2020-01-02,3\n")));
        Assert.Contains("'2020-01-02' after '2020-01-03'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ragged_wide_series_keep_their_lengths_and_continuations()
    {
        scratch.Write("a.csv", "\"V1\",\"V2\",\"V3\"\n\"H1\",\"1\",\"2\"\n\"H2\",\"3\",\n");
        scratch.Write("b.csv", "\"V1\",\"V2\"\n\"H2\",\"9\"\n\"H1\",\"8\"\n");
        var folder = new DataFolder(scratch.Path);
        var set = SeriesReader.Wide(folder, folder.Require("a.csv"), folder.Require("b.csv"), 24, 1);
        Assert.Equal([2, 1], set.Items.Select(s => s.Values.Length));
        Assert.Equal([8.0], set["H1"].Test!);
        scratch.Write("b.csv", "\"V1\",\"V2\"\n\"H2\",\"9\"\n");
        Assert.Contains("'H1'",
            Assert.Throws<DataException>(() => SeriesReader.Wide(folder, folder.Require("a.csv"), folder.Require("b.csv"), 24, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Labelled_series_of_unequal_length_become_a_table_with_missing_ends()
    {
        scratch.Write("A_TRAIN.ts", "@data\n1,2,3:4,5:x\n1,2:4:y\n");
        scratch.Write("A_TEST.ts", "@data\n7:8:y\n");
        var folder = new DataFolder(scratch.Path);
        var table = LabelledSeriesReader.Read(folder, folder.Require("A_TRAIN.ts"), folder.Require("A_TEST.ts"));
        Assert.Equal(["d1_t1", "d1_t2", "d1_t3", "d2_t1", "d2_t2", "d2_t3", "class"], table.Columns.Select(c => c.Name));
        Assert.Equal([3, double.NaN], ((NumericColumn)table["d1_t3"]).Values);
        Assert.Equal([1], ((CategoricalColumn)table.Test!.Target!).Codes);
    }

    [Fact]
    public void Edit_distance_counts_the_fewest_changes()
    {
        Assert.Equal(3, NearestNames.Distance("kitten", "sitting"));
        Assert.Equal(["species"], NearestNames.Of("specie", ["species", "island", "sex"]));
        Assert.Empty(NearestNames.Of("zzzzzz", ["species", "island"]));
    }
}
