namespace Ganglion.Nets;

internal sealed record FunctionSchedule(Func<long, double> Factor) : Schedule
{
    public override double At(long step) => Factor(step);
}

internal sealed record ExponentialSchedule(double Factor) : Schedule
{
    public override double At(long step) => Math.Pow(Factor, step);
}

internal sealed record PolynomialSchedule(long Steps, double Power, double Last) : Schedule
{
    public override double At(long step) => Last + (1 - Last) * Math.Pow(1 - Math.Min((double)step / Steps, 1), Power);
}

/// <summary>Vaswani et al. (2017), equation 3, with the peak at 1.</summary>
internal sealed record InverseRootSchedule(long Warmup) : Schedule
{
    public override double At(long step) => Math.Min((step + 1.0) / Warmup, Math.Sqrt(Warmup / (step + 1.0)));
}

/// <summary>Loshchilov and Hutter, SGDR (2017), equation 5.</summary>
internal sealed record CosineRestartsSchedule(long Period, int Multiply, double Last) : Schedule
{
    public override double At(long step)
    {
        long period = Period;
        while (Multiply > 1 && step >= period) (step, period) = (step - period, period * Multiply);
        return Ease(1, Last, (double)(step % period) / period);
    }
}

/// <summary>Smith, Cyclical learning rates (2017), as PyTorch's CyclicLR.</summary>
internal sealed record CyclicSchedule(long Rise, long Fall, double Low, double Shrink) : Schedule
{
    public override double At(long step)
    {
        var (cycle, at) = Math.DivRem(step, Rise + Fall);
        double height = at <= Rise ? (double)at / Rise : (double)(Rise + Fall - at) / Fall;
        return Low + (1 - Low) * height * Math.Pow(Shrink, cycle);
    }
}

/// <summary>Wright and Demeure, Ranger21 (2021), section 3: min(1, max(½(1-β₂)t, t/rise), (steps-t)/decline).</summary>
internal sealed record ExploreExploitSchedule(long Steps, double Warmup, double Decline, double Beta2) : Schedule
{
    public override double At(long step)
    {
        double t = step + 1, rise = Warmup * Steps, decline = Decline * Steps;
        double up = rise < 1 ? 1 : Math.Max((1 - Beta2) / 2 * t, t / rise), down = decline < 1 ? 1 : (Steps - step) / decline;
        return Math.Max(0, Math.Min(1, Math.Min(up, down)));
    }
}

internal sealed record ProductSchedule(Schedule First, Schedule Second) : Schedule
{
    public override double At(long step) => First.At(step) * Second.At(step);
}

internal sealed record SequenceSchedule(Schedule First, long After, Schedule Next) : Schedule
{
    public override double At(long step) => step < After ? First.At(step) : Next.At(step - After);
}
