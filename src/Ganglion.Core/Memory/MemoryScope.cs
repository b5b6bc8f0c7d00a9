using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// One step of work: tensors made while it runs go back to the pool when it ends, except those it returns. Only the outermost
/// scope of a thread releases; nested ones hand theirs over, so that a second derivative finds its inputs.
/// </summary>
internal sealed class MemoryScope
{
    [ThreadStatic] private static MemoryScope? t_current;
    [ThreadStatic] private static long t_steps;

    private readonly List<Storage> _owned = [];
    private readonly string _what, _file;
    private readonly int _line;
    private readonly long _step;

    private MemoryScope(string what, string file, int line)
    {
        (_what, _file, _line) = (what, file, line);
        _step = ++t_steps;
    }

    public static MemoryScope? Current => t_current;

    public string Origin => $"{_what} at {Path.GetFileName(_file)}:{_line} (step {_step})";

    public void Track(Storage storage) => _owned.Add(storage);

    /// <summary>Runs <paramref name="body"/>; the tensors in its result live on.</summary>
    public static T Run<T>(Func<T> body, string what, string file, int line)
    {
        if (t_current is not null) return body();
        var scope = t_current = new MemoryScope(what, file, line);
        try
        {
            var result = body();
            if (result is Task)
                throw new InvalidOperationException($"{what}: the body is asynchronous, and would run on after its memory was released. Await outside.");
            Survivors.Visit(result, static t => t.Keep().Node = null);  // a history is of no use once its memory is released
            return result;
        }
        finally
        {
            t_current = null;
            scope.Release();
        }
    }

    /// <summary>
    /// Runs <paramref name="body"/>, of which nothing is recorded, and releases what it made at once, except its result: that goes to the
    /// scope around it. For recomputation, whose whole point is to hold less at a time.
    /// </summary>
    public static T Within<T>(Func<T> body)
    {
        if (t_current is not { } outer) return body();
        var scope = t_current = new MemoryScope(outer._what, outer._file, outer._line);
        try
        {
            var result = body();
            Survivors.Visit(result, t => { if (t.Storage.Scope == scope) outer.Adopt(t.Storage); });
            return result;
        }
        finally
        {
            t_current = outer;
            scope.Release();
        }
    }

    /// <summary>Takes over a buffer: it lives as long as this scope.</summary>
    public void Adopt(Storage storage)
    {
        storage.Scope = this;
        storage.Pinned = true;
        _owned.Add(storage);
    }

    /// <summary>The number of buffers so far, for <see cref="ReleaseSince"/> and <see cref="PinSince"/>.</summary>
    public int Count => _owned.Count;

    /// <summary>
    /// Releases what was made since <paramref name="mark"/>, except pending gradients. A backward pass calls it after each operation: it
    /// holds no more than the gradients still to be used, and the next operation writes where the cache is warm.
    /// </summary>
    public void ReleaseSince(int mark)
    {
        int kept = mark;
        for (int i = mark; i < _owned.Count; i++)
        {
            var s = _owned[i];
            if (s.Scope == this && s.Holders == 0 && !s.Pinned) s.Release();
            else if (s.Scope == this) _owned[kept++] = s;
        }
        _owned.RemoveRange(kept, _owned.Count - kept);
    }

    /// <summary>Lets what was made since <paramref name="mark"/> live to the end.</summary>
    public void PinSince(int mark)
    {
        for (int i = mark; i < _owned.Count; i++) _owned[i].Pinned = true;
    }

    private void Release()
    {
        foreach (var s in _owned) if (s.Scope == this) s.Release();
    }
}

/// <summary>Step-scoped memory for work outside <see cref="Diff"/>: evaluation, prediction, data preparation.</summary>
public static class Memory
{
    /// <summary>
    /// Runs <paramref name="body"/> and gives every tensor made inside back to the pool, except those in the returned value
    /// (a tensor, a model, or an array, dictionary or tuple of these) and those on which <see cref="Tensor.Keep"/> was called.
    /// </summary>
    public static T Scope<T>(Func<T> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        MemoryScope.Run(body, "Memory.Scope", file, line);

    /// <summary>
    /// The same, but inside another scope too memory goes back at once, where <see cref="Scope"/> would wait for the outer one's end: for
    /// one block after another of a long prediction. Nothing of it may be differentiated later.
    /// </summary>
    public static T Block<T>(Func<T> body, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        MemoryScope.Run(() => MemoryScope.Within(body), "Memory.Block", file, line);

    /// <summary>Bytes that wait in the pool for reuse.</summary>
    public static long IdleBytes => BufferPool.IdleBytes;

    /// <summary>Gives the pool's idle buffers back to the garbage collector.</summary>
    public static void Trim() => BufferPool.Trim();
}

/// <summary>Finds the tensors in a returned value.</summary>
internal static class Survivors
{
    public static void Visit(object? value, Action<Tensor> visit)
    {
        switch (value)
        {
            case Tensor t: visit(t); break;
            case IModel m: m.Visit("", (_, t) => visit(t)); break;
            case PackedBits p: visit(p.Words); break;
            case Csr { Values: { } values }: visit(values); break;
            case ITuple tuple: for (int i = 0; i < tuple.Length; i++) Visit(tuple[i], visit); break;
            case string: break;
            case System.Collections.IDictionary map: Visit(map.Values, visit); break;
            case System.Collections.IEnumerable items when value is not Array { Length: > 0 } a || !a.GetType().GetElementType()!.IsPrimitive:
                foreach (var item in items) Visit(item, visit);
                break;
        }
    }
}
