using System.Globalization;

namespace Ganglion.Lab;

/// <summary>Where successive halving (Jamieson and Talwalkar 2016) looks: candidates drawn from the ranges of a method's options, rungs of growing
/// work.</summary>
internal static class OptionSearch
{
    /// <summary>The share of the epochs that each rung gives; a third of the candidates go on.</summary>
    public static readonly double[] Rungs = [1.0 / 9, 1.0 / 3, 1];

    /// <summary>How many go on from a rung.</summary>
    public static int Survivors(int candidates) => (candidates + 2) / 3;

    /// <summary>The work of a search in whole trials.</summary>
    public static double Cost(int candidates)
    {
        double cost = 0;
        foreach (double rung in Rungs)
        {
            cost += candidates * rung;
            candidates = Survivors(candidates);
        }
        return cost;
    }

    /// <summary>The defaults, then options drawn from their ranges. The same for the same seed, whatever else is searched.</summary>
    public static IReadOnlyList<object> Candidates(Method method, object defaults, int count, int seed)
    {
        var rng = new Rng((ulong)seed).Split("search").Split(method.Id);
        return [defaults, .. Enumerable.Range(1, count - 1).Select(i => Draw(method, defaults, rng.Split(i)))];
    }

    /// <summary>The options that may be varied, as text: <c>hidden=32 dropout=0.61</c>.</summary>
    public static string Describe(Method method, object options) =>
        string.Join(' ', method.OptionTable.Where(o => o.Range is not null).Select(o => $"{o.Name}={o.Get(options)}"));

    private static object Draw(Method method, object defaults, Rng rng)
    {
        foreach (var option in method.OptionTable)
        {
            if (option.Range is not { } range) continue;
            double u = rng.Split(option.Name).Uniform();
            double value = range.Log ? Math.Exp(Math.Log(range.Min) + u * (Math.Log(range.Max) - Math.Log(range.Min))) : range.Min
                + u * (range.Max - range.Min);
            bool whole = option.Type == "int";
            value = Math.Clamp(whole ? Math.Round(value)
                : double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), range.Min, range.Max);
            defaults = option.Set(defaults, whole ? ((long)value).ToString(CultureInfo.InvariantCulture)
                : value.ToString("R", CultureInfo.InvariantCulture));
        }
        return defaults;
    }
}
