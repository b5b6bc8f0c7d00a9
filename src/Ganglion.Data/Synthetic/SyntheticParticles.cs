namespace Ganglion.Data;

/// <summary>Systems of bodies at one time, and where they are later.</summary>
/// <param name="Count">Number of systems.</param>
/// <param name="Bodies">Bodies in each.</param>
/// <param name="Dimensions">Dimensions of space.</param>
/// <param name="Places"><c>[systems, bodies, dimensions]</c>.</param>
/// <param name="Velocities">The same shape, in places a unit of time.</param>
/// <param name="Charges">-1 or 1, <c>[systems, bodies]</c>.</param>
/// <param name="Later">The places when the time is up, as <paramref name="Places"/>.</param>
public sealed record ParticleSystems(int Count, int Bodies, int Dimensions, float[] Places, float[] Velocities, float[] Charges, float[] Later);

/// <summary>Charged bodies that attract and repel each other: the same seed gives the same bits everywhere.</summary>
public static class SyntheticParticles
{
    private const double Step = 0.001;

    /// <summary>
    /// Bodies with charges of ±1 under Coulomb's law, Fᵢ = Σⱼ qᵢqⱼ (xᵢ - xⱼ) / ‖xᵢ - xⱼ‖³, by leapfrog steps of 0.001 (Kipf et al. 2018, section 5.1, in
    /// three dimensions as Satorras et al. 2021). Places begin normal, velocities with length ½; the first three units of time are thrown away.
    /// Forces are capped at 100, so that a close meeting cannot throw a step off.
    /// </summary>
    /// <param name="systems">How many.</param>
    /// <param name="bodies">Bodies in each.</param>
    /// <param name="time">How long until the places that are to be foretold.</param>
    /// <param name="dimensions">Dimensions of space.</param>
    /// <param name="seed">What the systems depend on; system i is the same whatever their number.</param>
    public static ParticleSystems Charged(int systems, int bodies = 5, double time = 1, int dimensions = 3, ulong seed = 0)
    {
        int size = bodies * dimensions;
        var all = new ParticleSystems(systems, bodies, dimensions, new float[systems * size], new float[systems * size], new float[systems * bodies], new float[systems * size]);
        Parallel.For(0, systems, s =>
        {
            var random = new SplitMix(seed).Split((ulong)s);
            var (x, v, charge, force) = (new double[size], new double[size], new double[bodies], new double[size]);
            for (int b = 0; b < bodies; b++) charge[b] = random.Uniform() < 0.5 ? -1 : 1;
            for (int k = 0; k < size; k++) (x[k], v[k]) = (random.Normal(), random.Normal());
            for (int b = 0; b < bodies; b++)
            {
                var own = v.AsSpan(b * dimensions, dimensions);
                double length = 0;
                foreach (double c in own) length += c * c;
                foreach (ref double c in own) c *= 0.5 / Math.Sqrt(length);
            }
            Forces(x, charge, force, dimensions);
            Run(3);
            for (int b = 0; b < bodies; b++) all.Charges[s * bodies + b] = (float)charge[b];
            for (int k = 0; k < size; k++) (all.Places[s * size + k], all.Velocities[s * size + k]) = ((float)x[k], (float)v[k]);
            Run(time);
            for (int k = 0; k < size; k++) all.Later[s * size + k] = (float)x[k];

            void Run(double duration)
            {
                for (int t = (int)Math.Round(duration / Step); t > 0; t--)
                {
                    for (int k = 0; k < size; k++) x[k] += Step * (v[k] += Step / 2 * force[k]);
                    Forces(x, charge, force, dimensions);
                    for (int k = 0; k < size; k++) v[k] += Step / 2 * force[k];
                }
            }
        });
        return all;
    }

    private static void Forces(double[] x, double[] charge, double[] force, int dimensions)
    {
        Array.Clear(force);
        for (int i = 0; i < charge.Length; i++)
            for (int j = 0; j < i; j++)
            {
                double square = 0;
                for (int k = 0; k < dimensions; k++)
                {
                    double d = x[i * dimensions + k] - x[j * dimensions + k];
                    square += d * d;
                }
                double pull = charge[i] * charge[j] / Math.Max(square, 1e-12) / Math.Sqrt(Math.Max(square, 1e-12));
                for (int k = 0; k < dimensions; k++)
                {
                    double f = Math.Clamp(pull * (x[i * dimensions + k] - x[j * dimensions + k]), -100, 100);
                    force[i * dimensions + k] += f;
                    force[j * dimensions + k] -= f;
                }
            }
    }
}
