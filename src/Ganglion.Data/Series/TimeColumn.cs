using System.Globalization;
using System.Text.RegularExpressions;

namespace Ganglion.Data;

/// <summary>Reads the times that people write, and finds the season from their spacing.</summary>
internal static partial class TimeColumn
{
    private static readonly string[] Names = ["date", "time", "timestamp", "datetime", "ds", "month", "quarter", "year", "week", "day", "hour",
        "period"];

    /// <summary>True for the header of a column that usually holds times.</summary>
    public static bool IsTimeName(string name) =>
        Names.Any(n => name.Equals(n, StringComparison.OrdinalIgnoreCase) || name.StartsWith(n + "_", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads <c>1949-01</c>, <c>1991 Jul</c>, <c>1970 Q1</c>, <c>1821</c>, and dates with or without a time of day.</summary>
    public static bool TryParse(string text, out DateTime time)
    {
        time = default;
        if (Quarter().Match(text) is { Success: true } quarter)
        {
            time = new(int.Parse(quarter.Groups[1].Value, CultureInfo.InvariantCulture), (3 * (quarter.Groups[2].Value[0] - '1')) + 1, 1);
            return true;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year))
        {
            if (year is < 1000 or > 2999) return false;
            time = new(year, 1, 1);
            return true;
        }

        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out time);
    }

    /// <summary>
    /// Steps in the natural season of this spacing: minutes and hours → a day, days → a week, weeks, months and quarters → a year, years → 1.
    /// </summary>
    public static int Season(IReadOnlyList<DateTime> times)
    {
        if (times.Count < 3) return 1;
        double[] gaps = [.. times.Zip(times.Skip(1), (a, b) => (b - a).TotalHours).Order()];
        return gaps[gaps.Length / 2] switch
        {
            <= 0 => 1,
            < 1.0 / 60 => 60,
            <= 12 and var hours => (int)Math.Round(24 / hours),
            < 36 => 7,
            < 24 * 10 => 52,
            < 24 * 45 => 12,
            < 24 * 120 => 4,
            _ => 1,
        };
    }

    /// <summary>Two seasons for short ones, one for long ones; 6 for yearly data, as in the M competitions.</summary>
    public static int Horizon(int season, int length) =>
        Math.Max(1, Math.Min(season == 1 ? 6 : season < 24 ? Math.Min(2 * season, 18) : season, length / 5));

    [GeneratedRegex(@"^(\d{4})[ -]?Q([1-4])$", RegexOptions.CultureInvariant)]
    private static partial Regex Quarter();
}
