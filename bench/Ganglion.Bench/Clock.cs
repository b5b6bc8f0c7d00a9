using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ganglion.Bench;

/// <summary>What a step's time is counted in.</summary>
internal enum ClockKind
{
    /// <summary>Time on the wall: what a user waits.</summary>
    Wall,

    /// <summary>Processor time of the process; only with one thread, on a machine that others use as well.</summary>
    Cpu,
}

/// <summary>Reads a clock.</summary>
internal static partial class Clock
{
    private const int ProcessCpuTime = 2;                         // CLOCK_PROCESS_CPUTIME_ID

    /// <summary>Seconds since some moment.</summary>
    /// <exception cref="AbsentException">This system has no such clock.</exception>
    public static double Now(ClockKind kind) => kind == ClockKind.Wall ? Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency
        : OperatingSystem.IsLinux() && Read(ProcessCpuTime, out var t) == 0 ? t.Seconds + t.Nanoseconds / 1e9
        : throw new AbsentException("the processor clock is read on Linux only; use --clock wall");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out TimeSpec time);

    private readonly struct TimeSpec
    {
        public readonly nint Seconds, Nanoseconds;
    }
}
