using System.Globalization;

namespace Ganglion.Lab.Report;

/// <summary>A mark on an axis.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>A scale with round tick values: where a value lies between the ends, and what is written beside it.</summary>
internal sealed class Axis
{
    private Axis(string label, double min, double max, bool isLog, IReadOnlyList<Tick> ticks) =>
        (Label, Min, Max, IsLog, Ticks) = (label, min, max, isLog, ticks);

    public string Label { get; }

    public double Min { get; }

    public double Max { get; }

    public bool IsLog { get; }

    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>A linear scale around the finite values (below 1e300, so that no span overflows), widened to whole ticks.</summary>
    public static Axis Linear(IEnumerable<double> values, string label, bool fromZero = false, int ticks = 5)
    {
        var (min, max) = Range(values.Where(v => Math.Abs(v) < 1e300));
        if (fromZero)
        {
            (min, max) = (Math.Min(0, min), Math.Max(0, max));
        }

        if (min == max)
        {
            var room = min == 0 ? 1 : Math.Abs(min) * 0.1;
            (min, max) = fromZero && min == 0 ? (0, 1) : (min - room, max + room);
        }

        var step = NiceStep((max - min) / ticks);
        return Between(Math.Floor((min / step) + 1e-9) * step, Math.Ceiling((max / step) - 1e-9) * step, label, step);
    }

    /// <summary>A linear scale with exactly these ends.</summary>
    public static Axis Fixed(double min, double max, string label, int ticks = 5) => Between(min, max, label, NiceStep((max - min) / ticks));

    /// <summary>A logarithmic scale around the positive values, widened to whole ticks (1, 2, 5 or powers of ten).</summary>
    public static Axis Log(IEnumerable<double> values, string label)
    {
        var (min, max) = Range(values.Where(v => double.IsFinite(v) && v > 0));
        if (min <= 0)
        {
            (min, max) = (1, 10);
        }

        var (low, high) = ((int)Math.Floor(Math.Log10(min) + 1e-9), (int)Math.Ceiling(Math.Log10(max) - 1e-9));
        high = Math.Max(high, low + 1);
        if (high - low > 3)
        {
            var every = (high - low + 5) / 6;
            high = low + ((high - low + every - 1) / every * every);
            return new(label, Power(low), Power(high), true,
                [.. Enumerable.Range(0, ((high - low) / every) + 1).Select(i => LogTick(Power(low + (i * every))))]);
        }

        double[] marks = [.. from e in Enumerable.Range(low, high - low) from m in (double[])[1, 2, 5] select m * Power(e), Power(high)];
        var first = Array.FindLastIndex(marks, m => m <= min * (1 + 1e-9));
        var last = Math.Max(Array.FindIndex(marks, m => m >= max * (1 - 1e-9)), first + 1);
        return new(label, marks[first], marks[last], true, [.. marks[first..(last + 1)].Select(LogTick)]);
    }

    /// <summary>Whether the value can stand on this axis at all.</summary>
    public bool Shows(double value) => double.IsFinite(value) && (!IsLog || value > 0);

    /// <summary>Position between the ends: 0 at <see cref="Min"/>, 1 at <see cref="Max"/>, held within them.</summary>
    public double Fraction(double value) => Math.Clamp(
        IsLog ? Math.Log(value / Min) / Math.Log(Max / Min) : (value - Min) / (Max - Min), 0, 1);

    private static Axis Between(double min, double max, string label, double step)
    {
        var first = Math.Ceiling((min / step) - 1e-9);
        var count = (int)Math.Floor((max / step) - first + 1e-9) + 1;
        return new(label, min, max, false, [.. Enumerable.Range(0, count).Select(i => new Tick((first + i) * step, Name((first + i) * step, step)))]);
    }

    private static (double Min, double Max) Range(IEnumerable<double> values)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }

        return min <= max ? (min, max) : (0, 0);
    }

    private static double NiceStep(double raw)
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / magnitude) switch { <= 1 + 1e-9 => 1, <= 2 + 1e-9 => 2, <= 2.5 + 1e-9 => 2.5, <= 5 + 1e-9 => 5, _ => 10 } * magnitude;
    }

    private static string Name(double value, double step)
    {
        if (Math.Abs(value) < step * 1e-6)
        {
            return "0";
        }

        var (scale, suffix) = step switch { >= 1e9 => (1e9, "G"), >= 1e6 => (1e6, "M"), >= 1e3 => (1e3, "k"), _ => (1.0, "") };
        var digits = (int)Math.Floor(Math.Log10(step / scale) + 1e-9);
        var decimals = Math.Max(0, -digits);
        decimals += Math.Abs((step / scale * Math.Pow(10, decimals)) - Math.Round(step / scale * Math.Pow(10, decimals))) > 1e-6 ? 1 : 0;
        return decimals > 5 || Math.Abs(value / scale) >= 1e6 ? Readable.Number(value) : Readable.Fixed(value / scale, decimals) + suffix;
    }

    private static Tick LogTick(double value) => new(value, value is >= 0.001 and < 1e5
        ? value.ToString("0.###", CultureInfo.InvariantCulture)
        : value.ToString("0e0", CultureInfo.InvariantCulture).Replace('-', '−'));

    private static double Power(int exponent) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"1e{exponent}"), CultureInfo.InvariantCulture);
}
