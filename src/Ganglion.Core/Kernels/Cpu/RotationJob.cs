using System.Numerics;

namespace Ganglion;

/// <summary>A row of plane rotations of pairs of rows of a matrix, gathered and then applied a slice of columns at a time: a slice stays in the
/// cache while every rotation passes over it, and threads share out the slices.</summary>
internal unsafe struct RotationJob : ISimdJob
{
    public const int Capacity = 16 * 1024;
    private const int Slice = 64;

    public double* Matrix;
    public int Columns, Count;
    public double* Cosines, Sines;
    public int* First, Second;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Count > 0) Workers.For((Columns + Slice - 1) / Slice, ref this, &On<S, V, T>.Chunk);
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static void Chunk(ref RotationJob job, int chunk)
        {
            int column = chunk * Slice, count = Math.Min(Slice, job.Columns - column);
            T* matrix = (T*)(job.Matrix + column);
            for (int i = 0; i < job.Count; i++)
                RowMath<S, V, T>.Rotate(matrix + (nint)job.First[i] * job.Columns, matrix + (nint)job.Second[i] * job.Columns,
                    T.CreateTruncating(job.Cosines[i]), T.CreateTruncating(job.Sines[i]), count);
        }
    }
}

/// <summary>Gathers rotations of the rows of one matrix of doubles; <see cref="Flush"/> applies what is left.</summary>
internal sealed unsafe class Rotations(double[] matrix, int columns)
{
    private readonly double[] _cosines = new double[RotationJob.Capacity], _sines = new double[RotationJob.Capacity];
    private readonly int[] _first = new int[RotationJob.Capacity], _second = new int[RotationJob.Capacity];
    private int _count;

    /// <summary>Rows i and j become c·i + s·j and c·j - s·i.</summary>
    public void Add(int i, int j, double c, double s)
    {
        if (_count == RotationJob.Capacity) Flush();
        (_first[_count], _second[_count], _cosines[_count], _sines[_count]) = (i, j, c, s);
        _count++;
    }

    public void Flush()
    {
        fixed (double* p = matrix, c = _cosines, s = _sines)
        fixed (int* first = _first, second = _second)
        {
            var job = new RotationJob { Matrix = p, Columns = columns, Count = _count, Cosines = c, Sines = s, First = first, Second = second };
            CpuKernels.Dispatch(DType.F64, ref job);
        }
        _count = 0;
    }
}
