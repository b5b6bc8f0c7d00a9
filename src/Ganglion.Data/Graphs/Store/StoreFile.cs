using System.Buffers;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ganglion.Data;

/// <summary>How the files of a <see cref="GraphStore"/> are read.</summary>
public enum StoreAccess
{
    /// <summary>By reads at an offset. The process holds what it asked for and no more; pages of the file are the system's to keep.</summary>
    Reads,

    /// <summary>Mapped into memory. Fewer calls, but pages that were touched count as the process's own until the system takes them back.</summary>
    Mapped,
}

/// <summary>One file of a store, read at any offset from any thread. What is read is counted.</summary>
internal sealed unsafe partial class StoreFile : IDisposable
{
    /// <summary>What the disk gives at a time.</summary>
    public const int Page = 4096;

    private const int LongestRead = 1 << 20, Window = 1024;
    private const int WillNeed = 3, WillNotNeed = 4;            // of posix_fadvise
    private const double Cached = 6, Disk = 20;                 // microseconds a read
    private readonly SafeFileHandle? _handle;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _start;
    private readonly string _path;
    private long _bytes, _wanted, _reads;
    private volatile bool _slow;

    public StoreFile(string path, long length, StoreAccess access)
    {
        (_path, Length) = (path, length);
        if (access == StoreAccess.Reads || length == 0)
        {
            _handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
            return;
        }

        _map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += _view.PointerOffset;
    }

    public long Length { get; }

    /// <summary>Bytes read, bytes that somebody wanted of them, and reads.</summary>
    public StoreReads Counted => new(Interlocked.Read(ref _bytes), Interlocked.Read(ref _wanted), Interlocked.Read(ref _reads));

    /// <summary>Reads from an offset.</summary>
    /// <exception cref="DataException">The file is shorter than it was when it was opened.</exception>
    public void Read(long offset, Span<byte> into)
    {
        Interlocked.Add(ref _wanted, into.Length);
        Load(offset, into);
    }

    /// <summary>Reads items of one width at many places, in one read where places lie within a page of each other.</summary>
    /// <param name="items">Numbers of items in the file, in any order, repeated or not.</param>
    /// <param name="width">Bytes of an item.</param>
    /// <param name="into">In the order of the numbers given.</param>
    public void Gather(ReadOnlySpan<long> items, int width, Span<byte> into)
    {
        if (_handle is null)
        {
            for (var i = 0; i < items.Length; i++) new ReadOnlySpan<byte>(_start + (items[i] * width), width).CopyTo(into[(i * width)..]);
            Interlocked.Add(ref _wanted, (long)items.Length * width);
            Interlocked.Add(ref _bytes, (long)items.Length * width);
            Interlocked.Add(ref _reads, items.Length);
            return;
        }

        var (sorted, places) = (items.ToArray(), new int[items.Length]);
        for (var i = 0; i < places.Length; i++) places[i] = i;
        Array.Sort(sorted, places);
        var (buffer, runs) = (ArrayPool<byte>.Shared.Rent(LongestRead), new (long Start, int Length, int To)[Window]);
        for (var from = 0; from < sorted.Length;)
        {
            var (count, began) = (0, Stopwatch.GetTimestamp());
            for (var to = from; to < sorted.Length && count < Window; count++)
            {
                var start = sorted[to] * width;
                var end = start + width;
                for (to++; to < sorted.Length; to++)
                {
                    var next = sorted[to] * width;
                    if (next > end + Page || next + width - start > LongestRead) break;
                    end = next + width;
                }

                runs[count] = (start, (int)(end - start), to);
            }

            var advised = _slow && count > 1;
            if (advised) foreach (var (start, length, _) in runs.AsSpan(0, count)) Advise(_handle, start, length, WillNeed);
            foreach (var (start, length, to) in runs.AsSpan(0, count))
            {
                var run = buffer.AsSpan(0, length);
                Load(start, run);
                for (; from < to; from++) run.Slice((int)((sorted[from] * width) - start), width).CopyTo(into[(places[from] * width)..]);
            }

            if (count >= 64) Judge(Stopwatch.GetElapsedTime(began).TotalMicroseconds / count, advised);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        Interlocked.Add(ref _wanted, (long)items.Length * width);
    }

    /// <summary>Asks the system to drop its pages of the file, so that the next read comes from the disk; false where it cannot be asked.</summary>
    public bool Forget() => OperatingSystem.IsLinux() && _handle is not null && Advise(_handle, 0, 0, WillNotNeed) == 0;

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    // A disk answers many questions at a time, and one thread asks one: so all places of a window are announced before the first is read. Where the
    // system holds the file anyway, announcing costs more than it brings; the time a read takes tells. What is read does not depend on it.
    private void Judge(double microseconds, bool advised)
    {
        if (advised ? microseconds < Cached : microseconds > Disk) _slow = OperatingSystem.IsLinux() && !advised;
    }

    private void Load(long offset, Span<byte> into)
    {
        if (offset < 0 || offset + into.Length > Length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{into.Length} bytes from {offset} are outside '{_path}', which has {Length}.");
        Interlocked.Add(ref _bytes, into.Length);
        Interlocked.Increment(ref _reads);
        if (_handle is null)
        {
            new ReadOnlySpan<byte>(_start + offset, into.Length).CopyTo(into);
            return;
        }

        while (into.Length > 0)
        {
            var got = RandomAccess.Read(_handle, into, offset);
            if (got == 0)
                throw new DataException($"the end of the file at byte {offset}", $"{Length} bytes", "The file was cut while it was open: make the store again.", _path);
            offset += got;
            into = into[got..];
        }
    }

    public void Dispose()
    {
        _handle?.Dispose();
        if (_view is null) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map!.Dispose();
    }
}

/// <summary>What was read of a store.</summary>
/// <param name="Bytes">Bytes read, with those between what was wanted.</param>
/// <param name="Wanted">Bytes that were wanted.</param>
/// <param name="Count">Reads.</param>
public readonly record struct StoreReads(long Bytes, long Wanted, long Count)
{
    /// <summary>The sum of two counts.</summary>
    public static StoreReads operator +(StoreReads a, StoreReads b) => new(a.Bytes + b.Bytes, a.Wanted + b.Wanted, a.Count + b.Count);

    /// <summary>What was read since an earlier count.</summary>
    public static StoreReads operator -(StoreReads a, StoreReads b) => new(a.Bytes - b.Bytes, a.Wanted - b.Wanted, a.Count - b.Count);
}
