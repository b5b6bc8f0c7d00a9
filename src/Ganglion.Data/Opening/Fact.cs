using System.Globalization;

namespace Ganglion.Data;

/// <summary>One statistic of a data set.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Number">The count or measure; NaN where the text says it all.</param>
/// <param name="Text">The same, fit to print.</param>
public sealed record Fact(string Name, double Number, string Text)
{
    internal Fact(string name, double number)
        : this(name, number, number.ToString(number == Math.Floor(number) ? "N0" : "0.####", CultureInfo.InvariantCulture)) { }

    internal Fact(string name, string text) : this(name, double.NaN, text) { }

    /// <summary>The name, a colon and the text.</summary>
    public override string ToString() => $"{Name}: {Text}";
}
