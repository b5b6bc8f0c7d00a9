using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// A batch of matrix products, cut into blocks of c that depend on the sizes alone. A block goes through k in slices: each panel of op(b) is packed
/// for the first-level cache, unless packing costs more than it saves, and register tiles run down it, reading op(a) in place. Only where the rows of
/// a lie far apart, and so share few sets of the second-level cache, is the block's part of it copied first.
/// </summary>
internal unsafe struct MatMulJob : ISimdJob
{
    private const int SliceOfK = 256, MaxRows = 384, MaxColumns = 512, MinRows = 96, MinVectors = 4;
    private const int FarApart = 2048, ManyPanels = 4;          // bytes between rows, and uses of the copy, that make copying a worth while
    private const long SmallWork = 64 * 1024;                   // multiply-adds that are not worth a second thread

    public void* A, B, C, Bias;
    public bool TransposeA, TransposeB;
    public nint StrideA, StrideB;
    public int Batch, M, N, K;
    public int LeadingA;                                        // the distance of a's rows where they are not contiguous to each other, else 0

    private int _rowsPerBlock, _columnsPerBlock, _rowBlocks, _columnBlocks, _perChunk;

    public void Run<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (StrideB == 0 && !TransposeA && StrideA == (nint)M * K && (long)M * Batch < int.MaxValue) (M, Batch) = (M * Batch, 1);
        long work = (long)M * N * K;
        int tile = On<S, V, T>.TileRows();
        (_rowsPerBlock, _columnsPerBlock) = (M, N);
        if (work > 8 * SmallWork)                               // equal blocks of whole tiles, more for more work
        {
            int wanted = (int)Math.Min(16, work < 4 << 20 ? work >> 20 : 4 + (work >> 24)), rows = (M + MaxRows - 1) / MaxRows;
            int columns = Math.Max((N + MaxColumns - 1) / MaxColumns, Math.Min(wanted / rows, N / (MinVectors * S.Count)));
            _columnsPerBlock = Even(N, columns, 2 * S.Count);
            _rowsPerBlock = Even(M, Math.Max(rows, Math.Min(wanted / Math.Max(columns, 1), M / MinRows)), tile);
        }
        _rowBlocks = (M + _rowsPerBlock - 1) / Math.Max(_rowsPerBlock, 1);
        _columnBlocks = (N + _columnsPerBlock - 1) / Math.Max(_columnsPerBlock, 1);
        int blocks = Batch * _rowBlocks * _columnBlocks;
        long workPerBlock = work * Batch / Math.Max(blocks, 1);
        _perChunk = (int)Math.Clamp(2 * SmallWork / Math.Max(workPerBlock, 1), 1, Math.Max(blocks, 1));
        Workers.For((blocks + _perChunk - 1) / _perChunk, ref this, &On<S, V, T>.Chunk);
    }

    private static int Even(int size, int parts, int multiple)
    {
        int part = (size + Math.Max(parts, 1) - 1) / Math.Max(parts, 1);
        return Math.Max(1, (part + multiple - 1) / multiple * multiple);
    }

    private readonly void Block<S, V, T>(int matrix, int row, int rows, int column, int columns)
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a = (T*)A + matrix * StrideA + (TransposeA ? row : (nint)row * K), b = (T*)B + matrix * StrideB + (TransposeB ? (nint)column * K : column);
        T* c = (T*)C + (nint)matrix * M * N + (nint)row * N + column, bias = Bias == null ? null : (T*)Bias + column;
        nint lda = LeadingA > 0 ? LeadingA : TransposeA ? M : K, ldb = TransposeB ? K : N;
        int width = columns <= S.Count ? S.Count : 2 * S.Count, tile = On<S, V, T>.TileRows();
        int slices = Math.Max(1, (K + SliceOfK - 1) / SliceOfK), depth = Math.Max(1, (K + slices - 1) / slices);
        bool packB = TransposeB || (rows > 2 * tile && ldb * sizeof(T) >= 1024);
        nint rs = TransposeA ? 1 : lda, ks = TransposeA ? lda : 1;
        bool packA = lda * sizeof(T) >= FarApart && columns >= ManyPanels * width && rows >= tile;
        nint copyLength = packA ? (TransposeA ? rows : depth) + 15 & ~15 | 16 : 0;     // an odd number of cache lines
        T* panel = (T*)Scratch.Get(((nint)depth * width + copyLength * (TransposeA ? depth : rows)) * sizeof(T)), copy = panel + (nint)depth * width;
        if (packA) (rs, ks) = TransposeA ? ((nint)1, copyLength) : (copyLength, (nint)1);

        for (int l = 0; l < K || l == 0; l += depth)
        {
            int k = Math.Min(depth, K - l);
            T* left = packA ? copy : a + l * (TransposeA ? lda : 1);
            if (packA && TransposeA) Packing.Copy<S, V, T>(a + l * lda, lda, k, rows, copy, copyLength);
            else if (packA) Packing.Copy<S, V, T>(a + l, lda, rows, k, copy, copyLength);
            for (int j = 0; j < columns; j += width)
            {
                int count = Math.Min(width, columns - j), lanes = (count - 1) % S.Count + 1;
                T* q = b + (TransposeB ? j * ldb + l : l * ldb + j);
                nint bs = ldb;
                if (packB || lanes < S.Count)
                {
                    Packing.Panel<S, V, T>(q, ldb, TransposeB, k, count, width, panel);
                    q = panel;
                    bs = width;
                }
                T* start = bias == null || l > 0 ? null : bias + j;
                for (int i = 0, n; i < rows; i += n)
                {
                    T* p = left + i * rs, to = c + (nint)i * N + j;
                    int height = Math.Min(rows - i, tile);
                    n = count <= S.Count ? On<S, V, T>.Tiles<N1>(height, p, rs, ks, q, bs, k, to, N, lanes, l > 0, start)
                        : On<S, V, T>.Tiles<N2>(height, p, rs, ks, q, bs, k, to, N, lanes, l > 0, start);
                }
            }
        }
    }

    /// <summary>The loops, for one width and element type.</summary>
    public static class On<S, V, T>
        where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        public static int TileRows() => S.Count * sizeof(T) == 64 ? 12 : 6;

        public static void Chunk(ref MatMulJob job, int chunk)
        {
            int perMatrix = job._rowBlocks * job._columnBlocks, end = Math.Min((chunk + 1) * job._perChunk, job.Batch * perMatrix);
            for (int i = chunk * job._perChunk; i < end; i++)
            {
                int matrix = i / perMatrix, block = i % perMatrix;
                int row = block / job._columnBlocks * job._rowsPerBlock, column = block % job._columnBlocks * job._columnsPerBlock;
                job.Block<S, V, T>(matrix, row, Math.Min(job._rowsPerBlock, job.M - row), column, Math.Min(job._columnsPerBlock, job.N - column));
            }
        }

        /// <summary>Runs the tallest tile that fits; returns its rows.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Tiles<W>(int rows, T* a, nint rs, nint ks, T* b, nint bs, int k, T* c, nint cs, int lanes, bool add, T* bias)
            where W : struct, ICount
        {
            switch (rows)
            {
                case >= 12: GemmTile<S, V, T, N12, W>.Run(a, rs, ks, b, bs, k, c, cs, lanes, add, bias); return 12;
                case >= 8: GemmTile<S, V, T, N8, W>.Run(a, rs, ks, b, bs, k, c, cs, lanes, add, bias); return 8;
                case >= 6: GemmTile<S, V, T, N6, W>.Run(a, rs, ks, b, bs, k, c, cs, lanes, add, bias); return 6;
                case >= 4: GemmTile<S, V, T, N4, W>.Run(a, rs, ks, b, bs, k, c, cs, lanes, add, bias); return 4;
                case 3: GemmTile<S, V, T, N3, W>.Run(a, rs, ks, b, bs, k, c, cs, lanes, add, bias); return 3;
                case 2: GemmTile<S, V, T, N2, W>.Run(a, rs, ks, b, bs, k, c, cs, lanes, add, bias); return 2;
                default: GemmTile<S, V, T, N1, W>.Run(a, rs, ks, b, bs, k, c, cs, lanes, add, bias); return 1;
            }
        }
    }
}
