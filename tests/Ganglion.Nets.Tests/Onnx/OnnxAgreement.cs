using Ganglion.Nets.Onnx;

namespace Ganglion.Nets.Tests.Onnx;

/// <summary>Whether a value is what was expected, within the tolerances of the ONNX project's own runner: 10⁻³ relative, 10⁻⁷ absolute.</summary>
internal static class OnnxAgreement
{
    private const double Relative = 1e-3, Absolute = 1e-7;

    /// <summary>What differs, or null.</summary>
    public static string? Fault(OnnxValue expected, OnnxValue given)
    {
        switch (expected, given)
        {
            case (OnnxSequence e, OnnxSequence g):
                return e.Items.Count != g.Items.Count ? $"{g.Items.Count} items, where {e.Items.Count} are right"
                    : e.Items.Zip(g.Items, Fault).FirstOrDefault(f => f is not null);
            case (OnnxOptional { Value: { } e }, OnnxOptional { Value: { } g }): return Fault(e, g);
            case (OnnxOptional { Value: null }, OnnxOptional { Value: null }): return null;
            case (OnnxArray e, OnnxArray g) when e.Element != g.Element || !e.Shape.SequenceEqual(g.Shape):
                return $"{g.Describe()}, where {e.Describe()} is right";
            case (OnnxStrings e, OnnxStrings g):
                return e.Span.SequenceEqual(g.Span) ? null
                : $"{string.Join('|', g.Span.ToArray())}, where {string.Join('|', e.Span.ToArray())} is right";
            case (OnnxIntegers e, OnnxIntegers g):
                int at = e.Span.CommonPrefixLength(g.Span);
                return at == e.Length ? null : $"element {at} is {g.Span[at]}, where {e.Span[at]} is right";
            case (OnnxFloats e, OnnxFloats g):
                double[] right = e.Tensor.ToDoubles(), made = g.Tensor.ToDoubles();
                for (int i = 0; i < right.Length; i++)
                    if (!right[i].Equals(made[i]) && !(Math.Abs(right[i] - made[i]) <= Absolute + Relative * Math.Abs(right[i])))
                        return FormattableString.Invariant($"element {i} is {made[i]:G6}, where {right[i]:G6} is right");
                return null;
            default: return $"{given.Describe()}, where {expected.Describe()} is right";
        }
    }
}
