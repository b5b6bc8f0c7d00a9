namespace Ganglion.Nets;

/// <summary>The angle of one leaf of a direction.</summary>
/// <param name="Path">The leaf.</param>
/// <param name="Cosine">From -1 to 1; 0 where either is zero.</param>
public readonly record struct GradientAngle(string Path, double Cosine)
{
    /// <summary>0 for the same direction, 90 for one that has nothing to do with the other.</summary>
    public double Degrees => Math.Acos(Math.Clamp(Cosine, -1, 1)) * (180 / Math.PI);
}

/// <summary>How far a learner's direction is from the true gradient: the alignment that random feedback lives by.</summary>
public static class GradientAngles
{
    /// <summary>The angle of each leaf.</summary>
    public static IReadOnlyList<GradientAngle> Between<T>(T direction, T gradient) where T : IModel<T> =>
        [.. direction.Leaves().Zip(gradient.Leaves(), (a, b) => new GradientAngle(a.Path, Cosine([(a.Tensor, b.Tensor)])))];

    /// <summary>The angle of the whole, all leaves laid end to end.</summary>
    public static GradientAngle Whole<T>(T direction, T gradient) where T : IModel<T> =>
        new("", Cosine([.. direction.Leaves().Zip(gradient.Leaves(), (a, b) => (a.Tensor, b.Tensor))]));

    /// <summary>The angles of a learner's direction at a point, one step into its state.</summary>
    public static IReadOnlyList<GradientAngle> Of<T>(Learner learner, T model, Func<T, Tensor> objective, LearnerState state) where T : IModel<T> =>
        Between(learner.Learn(model, objective, state).Gradient, Diff.Grad(model, objective));

    private static double Cosine(IReadOnlyList<(Tensor A, Tensor B)> pairs)
    {
        double dot = 0, a2 = 0, b2 = 0;
        foreach (var (ta, tb) in pairs)
        {
            double[] a = ta.ToDoubles(), b = tb.ToDoubles();
            for (int i = 0; i < a.Length; i++) (dot, a2, b2) = (dot + a[i] * b[i], a2 + a[i] * a[i], b2 + b[i] * b[i]);
        }
        return a2 > 0 && b2 > 0 ? dot / Math.Sqrt(a2 * b2) : 0;
    }
}
