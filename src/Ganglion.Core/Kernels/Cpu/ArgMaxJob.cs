using System.Numerics;

namespace Ganglion;

/// <summary>
/// The rows that hold the maxima of each column within groups of rows, for 32-bit elements: positions ride in the lanes of their values.
/// </summary>
internal unsafe struct ArgMaxJob : ISimdJob
{
    private const int ElementsPerChunk = 16 * 1024;

    public void* X;
    public int* Y, Pointers;                                    // without pointers, groups of Length rows, and positions within the group
    public int* Rows;                                           // with pointers, the row of x that each entry names; without, the entry itself
    public int Groups, Length, Width;

    private int _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        long rows = Pointers == null ? (long)Groups * Length : Pointers[Groups];
        _perChunk = (int)Math.Clamp(Groups * (long)ElementsPerChunk / Math.Max(1, Width * (rows + Groups)), 1, Groups);
        Workers.For((Groups + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    private static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref ArgMaxJob job, int chunk)
        {
            int end = Math.Min((chunk + 1) * job._perChunk, job.Groups), width = job.Width;
            for (int g = chunk * job._perChunk; g < end; g++)
            {
                int first = job.Pointers == null ? g * job.Length : job.Pointers[g];
                int last = job.Pointers == null ? first + job.Length : job.Pointers[g + 1];
                for (int j = 0; j < width; j += S.Count)
                {
                    int lanes = Math.Min(S.Count, width - j);
                    T* x = (T*)job.X + j;
                    V winner = Position(-1), best = S.Zero;
                    for (int e = first; e < last; e++)
                    {
                        int row = job.Rows == null ? e : job.Rows[e];
                        V v = S.LoadPart(x + (nint)row * width, lanes), at = Position(job.Pointers == null ? e - first : row);
                        V wins = e == first ? S.Equal(S.Zero, S.Zero) : S.Select(S.Equal(v, v), S.Less(best, v), S.Equal(best, best));
                        best = S.Select(wins, v, best);
                        winner = S.Select(wins, at, winner);
                    }
                    S.StorePart((T*)(job.Y + (nint)g * width + j), winner, lanes);
                }
            }
        }

        private static V Position(int i) => S.Create((T)(object)BitConverter.Int32BitsToSingle(i));
    }
}
