namespace Ganglion.Nets;

/// <summary>
/// Lowers the learning rate when a measure stops improving, as PyTorch's ReduceLROnPlateau with a relative threshold. A value: each look
/// gives the next one, whose <see cref="Scale"/> goes into the schedule.
/// <code>
/// plateau = plateau.Look(validationLoss);
/// optimizer = sgd with { Schedule = Schedule.Constant.Times(plateau.Scale) };
/// </code>
/// </summary>
public sealed record Plateau
{
    /// <summary>What multiplies the rate at each reduction.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>Looks without improvement that are borne.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>The relative change that counts as an improvement.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Looks after a reduction during which none is counted.</summary>
    public int Cooldown { get; init; }

    /// <summary>The least scale.</summary>
    public double Least { get; init; }

    /// <summary>Whether higher is better.</summary>
    public bool Higher { get; init; }

    /// <summary>The factor on the learning rate now.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The best measure so far; NaN before the first.</summary>
    public double Best { get; init; } = double.NaN;

    /// <summary>Looks since the best.</summary>
    public int Waited { get; init; }

    /// <summary>Looks of the cooldown that are left.</summary>
    public int Cooling { get; init; }

    /// <summary>The next value, given a measure.</summary>
    public Plateau Look(double measure)
    {
        bool better = double.IsNaN(Best) || (Higher ? measure > Best * (1 + Threshold) : measure < Best * (1 - Threshold));
        int cooling = Math.Max(0, Cooling - 1), waited = better || Cooling > 0 ? 0 : Waited + 1;
        var next = this with { Best = better ? measure : Best, Waited = waited, Cooling = cooling };
        return waited > Patience ? next with { Scale = Math.Max(Least, Scale * Factor), Waited = 0, Cooling = Cooldown } : next;
    }
}
