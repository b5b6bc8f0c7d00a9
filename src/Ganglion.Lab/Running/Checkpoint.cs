using System.Diagnostics;
using System.Globalization;
using Ganglion.Nets;

namespace Ganglion.Lab;

/// <summary>What a checkpoint needs of a training run.</summary>
internal interface ICheckpointed
{
    int Epoch { get; set; }

    int Step { get; set; }

    /// <summary>Steps of the epoch that was begun, and the sum of their losses.</summary>
    int Done { get; set; }

    double Sum { get; set; }

    int Waited { get; set; }

    double BestValue { get; set; }

    long OptimizerStep { get; }

    IEnumerable<(string Path, Tensor Tensor)> Tensors();

    void Restore(Func<string, Tensor> tensor, long optimizerStep, bool best);
}

/// <summary>
/// A training run on disk: one safetensors file with network, optimiser and best network so far, and the counters as metadata.
/// Written whole under another name and then renamed, so that a kill at any moment leaves the previous one.
/// </summary>
internal sealed class Checkpoint(string file, double seconds)
{
    private readonly Stopwatch _since = Stopwatch.StartNew();

    public void WriteIfDue(ICheckpointed run, Dictionary<string, List<CurvePoint>> curves)
    {
        if (_since.Elapsed.TotalSeconds >= seconds) Write(run, curves);
    }

    public void Write(ICheckpointed run, Dictionary<string, List<CurvePoint>> curves)
    {
        var metadata = new Dictionary<string, string>
        {
            ["epoch"] = Text(run.Epoch),
            ["step"] = Text(run.Step),
            ["done"] = Text(run.Done),
            ["sum"] = Text(run.Sum),
            ["waited"] = Text(run.Waited),
            ["best"] = Text(run.BestValue),
            ["optimizer"] = Text(run.OptimizerStep),
        };
        foreach (var (name, points) in curves) metadata["curve." + name] = string.Join(' ', points.Select(p => $"{Text(p.Step)}:{Text(p.Value)}"));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        Safetensors.Save(file, run.Tensors().ToDictionary(t => t.Path, t => t.Tensor), metadata);
        _since.Restart();
    }

    public bool TryRead(ICheckpointed run, Dictionary<string, List<CurvePoint>> curves)
    {
        if (!File.Exists(file)) return false;
        var (tensors, metadata) = Safetensors.Load(file);
        int Whole(string key) => int.Parse(metadata[key], CultureInfo.InvariantCulture);
        run.Restore(p => tensors.TryGetValue(p, out var t) ? t
            : throw new InvalidDataException($"The checkpoint '{file}' has no tensor '{p}': it belongs to another run. Delete it, or drop --resume."), Whole("optimizer"), tensors.Keys.Any(k => k.StartsWith("best.", StringComparison.Ordinal)));
        (run.Epoch, run.Step, run.Waited, run.BestValue) = (Whole("epoch"), Whole("step"), Whole("waited"), Number(metadata["best"]));
        (run.Done, run.Sum) = (Whole("done"), Number(metadata["sum"]));
        foreach (var (key, text) in metadata.Where(m => m.Key.StartsWith("curve.", StringComparison.Ordinal)))
            curves[key["curve.".Length..]] = [.. text.Split(' ').Select(p => p.Split(':')).Select(p => new CurvePoint(int.Parse(p[0], CultureInfo.InvariantCulture), Number(p[1])))];
        return true;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
