using System.Globalization;

namespace Ganglion.Lab.Report;

/// <summary>Numbers as a reader wants them: four significant digits, units, and <c>n/a</c> for what is not known.</summary>
internal static class Readable
{
    public const string Missing = "n/a";

    public static string Number(double value, int significant = 4) => value switch
    {
        double.NaN => Missing,
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        0 => "0",
        _ when Math.Abs(value) is >= 1e6 or < 1e-4 => Minus(value.ToString("0.##e0", CultureInfo.InvariantCulture)),
        _ => Fixed(value, Decimals(value, significant)),
    };

    /// <summary>Value and interval with equal decimals: <c>0.815 ± 0.004</c> or, when lopsided, <c>0.815 [0.808, 0.817]</c>.</summary>
    public static string Interval(Estimate? estimate) => estimate is not { HasInterval: true }
        ? Number(estimate?.Value ?? double.NaN)
        : Spread(estimate, Decimals([estimate])) is var spread && spread[0] == '±'
            ? $"{Fixed(estimate.Value, Decimals([estimate]))} {spread}"
            : $"{Fixed(estimate.Value, Decimals([estimate]))} [{spread}]";

    /// <summary>The interval alone: <c>± 0.004</c>, or its ends when the value does not lie in the middle; empty when unknown.</summary>
    public static string Spread(Estimate estimate, int decimals)
    {
        var (below, above) = (estimate.Value - estimate.Low, estimate.High - estimate.Value);
        return !estimate.HasInterval ? ""
            : Math.Abs(below - above) <= 0.05 * (below + above) ? $"± {Fixed((below + above) / 2, decimals)}"
            : $"{Fixed(estimate.Low, decimals)}, {Fixed(estimate.High, decimals)}";
    }

    /// <summary>Decimals for a column of estimates: enough for three digits of the largest value and one or two of the narrowest interval.</summary>
    public static int Decimals(IReadOnlyCollection<Estimate> estimates)
    {
        var largest = estimates.Select(e => Math.Abs(e.Value)).Where(v => double.IsFinite(v) && v > 0).DefaultIfEmpty(1).Max();
        var narrowest = estimates.Select(e => (e.High - e.Low) / 2).Where(h => double.IsFinite(h) && h > 0).DefaultIfEmpty(largest / 1000).Min();
        return Math.Clamp(Math.Max(Decimals(largest, 3), -(int)Math.Floor(Math.Log10(narrowest / 2))), 0, 6);
    }

    public static string Percent(double share, int decimals = 1) => double.IsFinite(share) ? $"{Fixed(100 * share, decimals)}%" : Missing;

    public static string Count(long? count) => count is { } n ? Minus(n.ToString("#,0", CultureInfo.InvariantCulture)) : Missing;

    public static string Bytes(long? bytes) => bytes switch
    {
        null => Missing,
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => $"{Number(bytes.Value / 1024.0, 3)} KiB",
        < 1024L * 1024 * 1024 => $"{Number(bytes.Value / 1048576.0, 3)} MiB",
        _ => $"{Number(bytes.Value / 1073741824.0, 3)} GiB",
    };

    public static string Duration(TimeSpan? time) => time switch
    {
        null => Missing,
        { TotalSeconds: < 1 } t => $"{Fixed(t.TotalMilliseconds, 0)} ms",
        { TotalSeconds: < 60 } t => $"{Fixed(t.TotalSeconds, 1)} s",
        { TotalHours: < 1 } t => string.Create(CultureInfo.InvariantCulture, $"{t.Minutes} min {t.Seconds:00} s"),
        { } t => string.Create(CultureInfo.InvariantCulture, $"{(long)t.TotalHours} h {t.Minutes:00} min"),
    };

    public static string Fixed(double value, int decimals)
    {
        var text = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text.TrimStart('-') : Minus(text);
    }

    /// <summary>Cuts a label that is too long for its place.</summary>
    public static string Shorten(string text, int length) =>
        text.Length <= length ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)}…";

    private static int Decimals(double value, int significant) =>
        Math.Clamp(significant - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, significant);

    private static string Minus(string text) => text.Replace('-', '−');
}
