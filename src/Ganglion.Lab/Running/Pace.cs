using System.Diagnostics;
using Ganglion.Nets;

namespace Ganglion.Lab;

/// <summary>
/// Brings a training run to its end within its time. A schedule that was cut off in the middle leaves a network at a high learning rate;
/// so where the steps will not fit, the schedule is walked faster and ends when the time does. Where they fit, nothing changes.
/// </summary>
internal sealed class Pace(TimeSpan limit, long steps)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _done;
    private double _position;

    /// <summary>Whether the time is over, or the schedule is.</summary>
    public bool IsUp => _clock.Elapsed >= limit || _position >= steps;

    /// <summary>How far the schedule was walked beyond the steps that were made.</summary>
    public long Ahead => (long)_position - _done;

    /// <summary>A step was made.</summary>
    public void Step()
    {
        _done++;
        var elapsed = _clock.Elapsed;
        double fit = (limit - elapsed) / elapsed * _done, left = steps - _position;
        bool hurry = _done >= 10 && elapsed > limit * 0.02 && left > 1.05 * fit;
        _position += hurry ? left / Math.Max(1, fit) : 1;
    }
}

/// <summary>A schedule walked at a pace.</summary>
internal sealed record PacedSchedule(Schedule Of, Pace Pace) : Schedule
{
    public override double At(long step) => Of.At(step + Pace.Ahead);
}
