namespace Ganglion.Nets;

/// <summary>How the learning rate changes: a factor for each step. Steps count from 0; past the end the last factor stays.</summary>
public abstract record Schedule
{
    /// <summary>The factor on the learning rate at a step.</summary>
    public abstract double At(long step);

    /// <summary>Always 1.</summary>
    public static Schedule Constant { get; } = new ConstantSchedule();

    /// <summary>Times <paramref name="factor"/> after each <paramref name="every"/> steps.</summary>
    public static Schedule Decay(long every, double factor = 0.1) => new DecaySchedule(every, factor);

    /// <summary>Times <paramref name="factor"/> at each of the given steps.</summary>
    public static Schedule MultiStep(IReadOnlyList<long> milestones, double factor = 0.1) => new MultiStepSchedule(milestones, factor);

    /// <summary>From <paramref name="first"/> to <paramref name="last"/> in a straight line over <paramref name="steps"/> steps.</summary>
    public static Schedule Linear(long steps, double first = 1, double last = 0) => new LinearSchedule(steps, first, last);

    /// <summary>Half a cosine from 1 to <paramref name="last"/>
    /// after a straight rise over <paramref name="warmup"/> of the <paramref name="steps"/> steps.</summary>
    public static Schedule Cosine(long steps, long warmup = 0, double last = 0) => new CosineSchedule(steps, warmup, last);

    /// <summary>One rise and one long fall; the optimiser's learning rate is the peak.</summary>
    /// <param name="steps">All steps.</param>
    /// <param name="rise">The share of the steps that rise.</param>
    /// <param name="divide">The first factor is 1 / divide.</param>
    /// <param name="divideLast">The last factor is 1 / (divide · divideLast).</param>
    public static Schedule OneCycle(long steps, double rise = 0.3, double divide = 25, double divideLast = 1e4) =>
        new OneCycleSchedule(steps, rise, divide, divideLast);

    /// <summary>Any function of the step.</summary>
    public static Schedule From(Func<long, double> factor) => new FunctionSchedule(factor);

    /// <summary>Times <paramref name="factor"/> after each step.</summary>
    public static Schedule Exponential(double factor) => new ExponentialSchedule(factor);

    /// <summary>last + (1 - last)(1 - t/steps)^power.</summary>
    public static Schedule Polynomial(long steps, double power = 1, double last = 0) => new PolynomialSchedule(steps, power, last);

    /// <summary>A straight rise over <paramref name="warmup"/> steps, then √(warmup / t), as the first Transformer was trained.</summary>
    public static Schedule InverseRoot(long warmup = 1) => new InverseRootSchedule(warmup);

    /// <summary>Half cosines from 1 to <paramref name="last"/>, the first over <paramref name="period"/> steps and each next one
    /// <paramref name="multiply"/> times as long.</summary>
    public static Schedule CosineRestarts(long period, int multiply = 1, double last = 0) => new CosineRestartsSchedule(period, multiply, last);

    /// <summary>Triangles between <paramref name="low"/> and 1.</summary>
    /// <param name="rise">Steps up.</param>
    /// <param name="fall">Steps down; as many as up if 0.</param>
    /// <param name="low">The lowest factor, where it starts.</param>
    /// <param name="shrink">What multiplies the height of each next triangle; ½ is PyTorch's <c>triangular2</c>.</param>
    public static Schedule Cyclic(long rise, long fall = 0, double low = 0.1, double shrink = 1) =>
        new CyclicSchedule(rise, fall == 0 ? rise : fall, low, shrink);

    /// <summary>Ranger21's: a straight rise, then 1, then a straight decline.</summary>
    /// <param name="steps">All steps.</param>
    /// <param name="warmup">The share of the steps that rise; the rise is at least as fast as ½(1 - β₂)t.</param>
    /// <param name="decline">The share of the steps that decline.</param>
    /// <param name="beta2">β₂ of the optimiser.</param>
    public static Schedule ExploreExploit(long steps, double warmup = 0.22, double decline = 0.28, double beta2 = 0.999) =>
        new ExploreExploitSchedule(steps, warmup, decline, beta2);

    /// <summary>This schedule times a number.</summary>
    public Schedule Times(double factor) => new ProductSchedule(this, new FunctionSchedule(_ => factor));

    /// <summary>This schedule times a straight rise over the first <paramref name="steps"/> steps.</summary>
    public Schedule WithWarmup(long steps) => new ProductSchedule(this, new FunctionSchedule(step => Math.Min(1, (step + 1.0) / steps)));

    /// <summary>This schedule for so many steps, and then another from its beginning.</summary>
    public Schedule Then(long after, Schedule next) => new SequenceSchedule(this, after, next);

    /// <summary>Half a cosine from <paramref name="a"/> to <paramref name="b"/> as <paramref name="x"/> goes from 0 to 1.</summary>
    private protected static double Ease(double a, double b, double x) => b + (a - b) / 2 * (1 + Math.Cos(Math.PI * Math.Clamp(x, 0, 1)));
}

internal sealed record ConstantSchedule : Schedule
{
    public override double At(long step) => 1;
}

internal sealed record DecaySchedule(long Every, double Factor) : Schedule
{
    public override double At(long step) => Math.Pow(Factor, step / Every);
}

internal sealed record MultiStepSchedule(IReadOnlyList<long> Milestones, double Factor) : Schedule
{
    public override double At(long step) => Math.Pow(Factor, Milestones.Count(m => step >= m));
}

internal sealed record LinearSchedule(long Steps, double First, double Last) : Schedule
{
    public override double At(long step) => First + (Last - First) * Math.Min((double)step / Steps, 1);
}

/// <summary>Loshchilov and Hutter, SGDR (2017), equation 5, without restarts.</summary>
internal sealed record CosineSchedule(long Steps, long Warmup, double Last) : Schedule
{
    public override double At(long step) => step < Warmup
        ? (step + 1.0) / Warmup
        : Ease(1, Last, (double)(step - Warmup) / Math.Max(Steps - Warmup, 1));
}

/// <summary>Smith and Topin, Super-convergence (2018), with the two cosine phases and the end points of PyTorch's OneCycleLR.</summary>
internal sealed record OneCycleSchedule(long Steps, double Rise, double Divide, double DivideLast) : Schedule
{
    public override double At(long step)
    {
        double top = Rise * Steps - 1, end = Steps - 1, first = 1 / Divide;
        return step <= top ? Ease(first, 1, step / top) : Ease(1, first / DivideLast, (step - top) / (end - top));
    }
}
