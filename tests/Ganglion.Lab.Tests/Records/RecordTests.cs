namespace Ganglion.Lab.Tests;

public sealed class RecordTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ganglion-records-{Environment.ProcessId}-{Environment.TickCount64}");

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_record_reads_back_as_it_was_written()
    {
        var store = new RecordStore(_folder);
        var record = Samples.Record("gcn", "cora-accuracy", Verdict.Partly);
        Assert.True(store.Write(record));
        var again = store.Read("gcn", "cora-accuracy")!;
        Assert.Equal(RecordStore.ToJson(record), RecordStore.ToJson(again));
        Assert.Equal(record.Date, again.Date);
        Assert.Equal([0.81, 0.82, double.NaN], again.Findings[0].Values);
        Assert.Equal(record.Fits[0].Runs[0].Curves!["loss"].Values, again.Fits[0].Runs[0].Curves!["loss"].Values);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void The_document_is_readable_and_keeps_its_order()
    {
        string json = RecordStore.ToJson(Samples.Record("gcn", "cora-accuracy", Verdict.NotReproduced));
        Assert.Contains("\"verdict\": \"not-reproduced\"", json);
        Assert.Contains("\"requirement\": \"≥ 0.805\"", json);
        Assert.Contains("\"values\": [0.81, 0.82, \"NaN\"]", json);
        Assert.Contains("\"test\": { \"accuracy\": 0.81, \"log-loss\": \"NaN\" }", json);
        string[] keys = ["format", "recipe", "claim", "statement", "verdict", "paper", "findings", "notes", "budget", "seed", "seconds", "date", "engine", "machine", "fits"];
        int[] places = [.. keys.Select(k => json.IndexOf($"\n  \"{k}\":", StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.True(json.IndexOf("\"dropout\"", StringComparison.Ordinal) < json.IndexOf("\"hidden\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_record_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "gcn"));
        File.WriteAllText(Path.Combine(_folder, "gcn", "half.json"), "{ \"recipe\": ");
        Assert.Contains("half.json' is not a record", Assert.Throws<InvalidDataException>(() => new RecordStore(_folder).All()).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(1000)]
    public void A_thinned_curve_keeps_its_ends(int points)
    {
        var curve = CurveRecord.Of([.. Enumerable.Range(0, points).Select(i => new CurvePoint(i, 1.0 / (i + 3)))]);
        Assert.Equal(Math.Min(points, RunRecord.MaxPoints), curve.Steps.Count);
        Assert.Equal(0, curve.Steps[0]);
        Assert.Equal(points - 1, curve.Steps[^1]);
        Assert.Equal(curve.Steps.Distinct(), curve.Steps);
        Assert.Equal(0.333333, curve.Values[0]);
    }

    [Fact]
    public void Code_and_machine_are_known()
    {
        var (engine, machine) = (Provenance.Engine, Provenance.Machine());
        Assert.True(engine.Commit == "unknown" || engine.Commit.Length == 40, engine.Commit);
        Assert.StartsWith("0.", engine.Version);
        Assert.InRange(machine.Cores, 1, 4096);
        Assert.Contains(machine.Simd, (int[])[64, 128, 256, 512]);
        Assert.StartsWith(".NET", machine.Runtime);
    }

    [Fact]
    public void The_catalogue_is_whole()
    {
        Assert.Equal(579, Catalogue.All.Count);
        Assert.Equal(579, Catalogue.All.Select(r => r.Id).Distinct().Count());
        Assert.Equal("Graphs", Catalogue.Find("P552")!.Wing);
        Assert.Null(Catalogue.Find("P999"));
        Assert.All(Catalogue.All, r => Assert.Contains(r.Size, (string[])["S", "M", "L", "XL"]));
    }
}
