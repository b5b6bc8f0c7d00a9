using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ganglion;

public sealed partial class Meter
{
    private const int MostEvents = 1 << 20;

    private readonly List<Event>? _events;
    private long _dropped;

    private readonly record struct Event(string Name, string Category, long Start, long End, string Shapes, long Work, long Bytes);

    /// <summary>The clock of spans.</summary>
    internal static long Now => Stopwatch.GetTimestamp();

    /// <summary>Notes a span that holds others, begun at <paramref name="start"/>: a derivative, a pass, the derivative of an operation.</summary>
    internal void Span(string name, string category, long start)
    {
        long end = Now;
        for (var m = this; m is not null; m = m._outer) if (m._events is not null && start >= m._began) m.Trace(name, category, start, end, [], 0, 0);
    }

    private void Trace(string name, string category, long start, long end, ReadOnlySpan<Tensor?> operands, long work, long bytes)
    {
        if (_events!.Count >= MostEvents) { _dropped++; return; }
        var shapes = new System.Text.StringBuilder();
        foreach (var t in operands) if (t is not null) shapes.Append(shapes.Length > 0 ? " " : "").Append(Shapes.Text(t.Shape));
        _events.Add(new(name, category, start, end, shapes.ToString(), work, bytes));
    }

    /// <summary>
    /// Writes what happened in the Trace Event format, which Perfetto (ui.perfetto.dev) and chrome://tracing open: a complete event for
    /// each kernel with shapes, multiply-adds and bytes, inside the derivative that called it. The file appears whole or not at all.
    /// </summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="InvalidOperationException">The meter was started without <c>trace</c>.</exception>
    public void WriteTrace(string path)
    {
        if (_events is null) throw new InvalidOperationException("This meter keeps no events; start it with Meter.Start(trace: true).");
        string part = path + ".part";
        using (var file = File.Create(part))
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartObject("otherData");
            json.WriteString("multiplyAdds", MultiplyAdds.ToString(CultureInfo.InvariantCulture));
            json.WriteString("peakBytes", PeakBytes.ToString(CultureInfo.InvariantCulture));
            json.WriteString("eventsDropped", _dropped.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteStartArray("traceEvents");
            foreach (var e in _events.OrderBy(e => e.Start).ThenByDescending(e => e.End)) Write(json, e);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        File.Move(part, path, overwrite: true);
    }

    private void Write(Utf8JsonWriter json, Event e)
    {
        json.WriteStartObject();
        json.WriteString("name", e.Name);
        json.WriteString("cat", e.Category);
        json.WriteString("ph", "X");
        json.WriteNumber("pid", Environment.ProcessId);
        json.WriteNumber("tid", _thread);
        json.WriteNumber("ts", Microseconds(e.Start - _began));
        json.WriteNumber("dur", Microseconds(e.End - e.Start));
        if (e.Shapes.Length > 0)
        {
            json.WriteStartObject("args");
            json.WriteString("shapes", e.Shapes);
            if (e.Work > 0) json.WriteNumber("multiplyAdds", e.Work);
            json.WriteNumber("bytes", e.Bytes);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static double Microseconds(long ticks) => ticks * (1e6 / Stopwatch.Frequency);
}
