namespace Ganglion.Lab;

/// <summary>What a method is handed for one fit: randomness, the trainer, a place to log, and the wish to stop.</summary>
public sealed partial class Run
{
    private readonly Dictionary<string, List<CurvePoint>> _curves = [];

    /// <summary>A run of its own, without a folder: nothing to resume.</summary>
    public Run(int seed, Budget budget = Budget.Check, CancellationToken cancel = default) => (Seed, Budget, Cancel) = (seed, budget, cancel);

    /// <summary>The seed.</summary>
    public int Seed { get; }

    /// <summary>How much may be done.</summary>
    public Budget Budget { get; }

    /// <summary>Randomness of this run; split it by name for each use.</summary>
    public Rng Rng => new Rng((ulong)Seed).Split("run");

    /// <summary>Asks for a stop: the run throws and can be resumed from its checkpoint.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>Where checkpoints go; null for none.</summary>
    public string? CheckpointFile { get; init; }

    /// <summary>Seconds between checkpoints.</summary>
    public double CheckpointSeconds { get; init; } = 5;

    /// <summary>When training must end with what it has, as time since the run began; null for never.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Multiplies the number of epochs: successive halving gives early rungs a part of the work.</summary>
    public double Fidelity { get; init; } = 1;

    /// <summary>Told of progress: the done share of the run, 0 to 1, and what goes on.</summary>
    public Action<double, string>? Progress { get; init; }

    /// <summary>What was logged, by curve.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> Curves => _curves.ToDictionary(c => c.Key, c => (IReadOnlyList<CurvePoint>)c.Value);

    /// <summary>Anything worth knowing about how the run ended.</summary>
    public string Remark { get; private set; } = "";

    /// <summary>How long steps had to wait for what was being prepared.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Adds to <see cref="Remark"/>.</summary>
    public void Note(string remark) => Remark = Remark.Length == 0 ? remark : $"{Remark}; {remark}";

    /// <summary>Adds a point to a curve.</summary>
    public void Log(string curve, int step, double value)
    {
        if (!_curves.TryGetValue(curve, out var points)) _curves[curve] = points = [];
        points.Add(new(step, value));
    }
}
