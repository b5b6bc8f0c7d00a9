namespace Ganglion.Bench;

/// <summary>One job that both sides do. Shapes, hyperparameters and what a step is are those of the peer's workload of the same name.</summary>
/// <param name="Name">As the peer calls it.</param>
/// <param name="Prepare">Builds data and network once; what it returns is one step.</param>
internal sealed record Workload(string Name, Func<Action> Prepare)
{
    /// <summary>Multiply-adds of matrix products and convolutions in one step, derivatives included; 0 where they do not matter.</summary>
    public double MultiplyAdds { get; init; }

    /// <summary>Bytes that the sparse products of one step touch, each gathered row counted every time; 0 where they do not matter.</summary>
    public double Bytes { get; init; }

    /// <summary>Whether a step trains a network: these enter the geometric mean.</summary>
    public bool Trains { get; init; } = true;

    /// <summary>The peer's workload that does the same job, where its name is another.</summary>
    public string PeerName { get; init; } = Name;

    /// <summary>The peer's script under <c>peers/</c>, where it is not the suite.</summary>
    public string? PeerScript { get; init; }

    /// <summary>Whether OpenBLAS can do it too.</summary>
    public bool IsProduct { get; init; }
}

/// <summary>All workloads, in the order of the table.</summary>
internal static partial class Workloads
{
    public static IReadOnlyList<Workload> All { get; } = [.. Products(), .. Perceptrons(), .. Graphs(), .. Recommendation(), .. Images(),
        .. Sequences()];

    public static Workload Find(string name) => All.FirstOrDefault(w => w.Name == name)
        ?? throw new ArgumentException($"There is no workload '{name}'; there are {string.Join(", ", All.Select(w => w.Name))}.");

    /// <summary>One step as the trainer takes it: loss, gradient, an optimiser's step in place; everything else returns to the pool.</summary>
    private static Action Trainer<T>(T net, Nets.Optimizer optimizer, Func<T, long, Tensor> loss) where T : IModel<T>
    {
        var state = optimizer.Init(net);
        long count = 0;
        return () => Memory.Scope(() =>
        {
            var gradient = Diff.Grad(net, m => loss(m, count));
            (net, state) = optimizer.StepInPlace(net, gradient, state);
            return count++;
        });
    }
}
