namespace Ganglion;

/// <summary>How the engine computes in this process.</summary>
public static class Compute
{
    /// <summary>The number of threads that one operation may use, 1 or more. Results do not depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public static int Threads
    {
        get;
        set => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of threads must be 1 or more.");
    } = Environment.ProcessorCount;
}
