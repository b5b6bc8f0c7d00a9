using System.Globalization;

namespace Ganglion.Lab;

/// <summary>Repeated measurements in one line.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">Sample standard deviation (n - 1); NaN for a single value.</param>
/// <param name="Low">Lower end of the Student-t confidence interval of the mean; NaN for a single value.</param>
/// <param name="High">Upper end of that interval; NaN for a single value.</param>
/// <param name="Count">Number of measurements.</param>
public sealed record Summary(double Mean, double StandardDeviation, double Low, double High, int Count)
{
    /// <summary>Summarises measurements, such as one metric over several seeds.</summary>
    /// <param name="values">The measurements, at least one.</param>
    /// <param name="confidence">Coverage of the interval, 0..1.</param>
    /// <exception cref="ArgumentException">No value, or one that is not finite.</exception>
    public static Summary Of(ReadOnlySpan<double> values, double confidence = 0.95)
    {
        Require.NotEmpty(values.Length, nameof(values));
        Require.Finite(values, nameof(values));
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Coverage lies between 0 and 1, e.g. 0.95.");
        double mean = 0, squares = 0;
        foreach (var v in values) mean += v;
        mean /= values.Length;
        if (values.Length == 1) return new(mean, double.NaN, double.NaN, double.NaN, 1);
        foreach (var v in values) squares += (v - mean) * (v - mean);
        var deviation = Math.Sqrt(squares / (values.Length - 1));
        var reach = Distributions.StudentQuantile((1 + confidence) / 2, values.Length - 1) * deviation / Math.Sqrt(values.Length);
        return new(mean, deviation, mean - reach, mean + reach, values.Length);
    }

    /// <summary>Mean ± standard deviation and count, as <c>0.8150 ± 0.0021 (n=10)</c>.</summary>
    public override string ToString() => ToString("0.0000");

    /// <summary>Mean ± standard deviation and count in a numeric format, culture-invariant.</summary>
    /// <param name="format">A .NET numeric format, such as <see cref="Metric.Format"/>.</param>
    public string ToString(string format)
    {
        var spread = Count > 1 ? " ± " + StandardDeviation.ToString(format, CultureInfo.InvariantCulture) : "";
        return $"{Mean.ToString(format, CultureInfo.InvariantCulture)}{spread} (n={Count.ToString(CultureInfo.InvariantCulture)})";
    }
}
