namespace Ganglion;

/// <summary>Working memory of one thread, kept between calls and pinned; each kernel may use it until it returns.</summary>
internal static unsafe class Scratch
{
    private const int Alignment = 64;

    [ThreadStatic] private static byte[]? t_memory;

    /// <summary>At least <paramref name="bytes"/> bytes on a cache line's border. The thread's next call may give the same memory.</summary>
    public static byte* Get(nint bytes)
    {
        var memory = t_memory;
        if (memory is null || memory.Length < bytes + Alignment)
            t_memory = memory = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + bytes / 4 + Alignment)), pinned: true);
        nint start = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref memory[0]);
        return (byte*)(start + Alignment - 1 & -Alignment);
    }
}
