using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ganglion;

/// <summary>
/// A batch of matrix products, cut into blocks of c that depend on the sizes alone. A block goes through k in slices: each panel of op(b) is packed
/// for the first-level cache, unless packing costs more than it saves, and register tiles run down it, reading op(a) in place. A large product
/// packs a slice of b, and of a where enough panels read it, once for all blocks (Goto and van de Geijn 2008).
/// </summary>
internal unsafe struct MatMulJob : ISimdJob
{
    private const int SliceOfK = 256, MaxRows = 384, MaxColumns = 512, MinRows = 96, MinVectors = 4;
    private const int ManyPanels = 8;                           // uses of a copy of a that make it worth while
    private const long LargeWork = 24 << 20, MostPacked = 32 << 20;     // multiply-adds; elements of a packed slice
    private const int DeepSlice = 512;                     // deeper: c is read and written once a slice, and lies furthest off
    private const long SmallWork = 64 * 1024;                   // multiply-adds that are not worth a second thread

    public void* A, B, C, Bias;
    public bool TransposeA, TransposeB;
    public nint StrideA, StrideB;
    public int Batch, M, N, K;
    public int LeadingA;                                        // the distance of a's rows where they are not contiguous to each other, else 0

    private void* _packedA, _packedB;                           // of a large product: the slice's rows of op(a), panels of op(b)
    private int _rowsPerBlock, _columnsPerBlock, _rowBlocks, _columnBlocks, _perChunk, _slice, _depth, _rowLength;

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
        if (Batch == 1 && work >= LargeWork && N >= 2 * MinVectors * S.Count && (long)N * DeepSlice <= MostPacked && M >= 2 * tile) { Large<S, V, T>(); return; }
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
        T* panel = (T*)Scratch.Get((nint)depth * width * sizeof(T));

        for (int l = 0; l < K || l == 0; l += depth)
        {
            int k = Math.Min(depth, K - l);
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
                    T* p = a + i * rs + l * ks, to = c + (nint)i * N + j;
                    int height = Math.Min(rows - i, tile);
                    n = count <= S.Count ? On<S, V, T>.Tiles<N1>(height, p, rs, ks, q, bs, k, to, N, lanes, l > 0, start)
                        : On<S, V, T>.Tiles<N2>(height, p, rs, ks, q, bs, k, to, N, lanes, l > 0, start);
                }
            }
        }
    }

    private void Large<S, V, T>() where S : struct, ISimd<V, T> where V : struct where T : unmanaged, IFloatingPointIeee754<T>
    {
        int slices = (K + DeepSlice - 1) / DeepSlice, width = 2 * S.Count, panels = (N + width - 1) / width;
        _depth = (K + slices - 1) / slices;
        _rowLength = panels >= ManyPanels ? _depth + 15 & ~15 | 16 : 0;     // an odd number of cache lines, so that rows do not share sets
        if ((long)M * _rowLength > MostPacked) _rowLength = 0;     // a tall matrix is read in place: a copy would double what it takes
        T[] packedB = BufferPool.Rent<T>(panels * width * _depth + 64), packedA = BufferPool.Rent<T>(M * _rowLength + 64);
        fixed (T* pa = packedA, pb = packedB)
        {
            _packedA = _rowLength == 0 ? null : (T*)((nint)pa + 63 & ~63);
            _packedB = (T*)((nint)pb + 63 & ~63);
            int rowChunks = _rowLength == 0 ? 0 : (M + On<S, V, T>.RowsAtOnce - 1) / On<S, V, T>.RowsAtOnce;
            for (_slice = 0; _slice < K; _slice += _depth)
            {
                Workers.For(panels + rowChunks, ref this, &On<S, V, T>.Pack);
                Workers.For(_rowBlocks * _columnBlocks, ref this, &On<S, V, T>.LargeChunk);
            }
        }
        BufferPool.Return(packedA);
        BufferPool.Return(packedB);
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

        public const int RowsAtOnce = 96;

        public static void Pack(ref MatMulJob job, int chunk)
        {
            int width = 2 * S.Count, panels = (job.N + width - 1) / width, k = Math.Min(job._depth, job.K - job._slice);
            if (chunk < panels)
            {
                nint ldb = job.TransposeB ? job.K : job.N;
                T* b = (T*)job.B + (job.TransposeB ? chunk * width * ldb + job._slice : job._slice * ldb + chunk * width);
                Packing.Panel<S, V, T>(b, ldb, job.TransposeB, k, Math.Min(width, job.N - chunk * width), width, (T*)job._packedB + (nint)chunk * width * job._depth);
                return;
            }
            int row = (chunk - panels) * RowsAtOnce, rows = Math.Min(RowsAtOnce, job.M - row);
            nint lda = job.LeadingA > 0 ? job.LeadingA : job.TransposeA ? job.M : job.K;
            T* to = (T*)job._packedA + (nint)row * job._rowLength;
            if (job.TransposeA) Packing.Transpose((T*)job.A + job._slice * lda + row, lda, rows, k, job._rowLength, to);
            else Packing.Copy<S, V, T>((T*)job.A + row * lda + job._slice, lda, rows, k, to, job._rowLength);
        }

        public static void LargeChunk(ref MatMulJob job, int chunk)
        {
            int row = chunk / job._columnBlocks * job._rowsPerBlock, rows = Math.Min(job._rowsPerBlock, job.M - row);
            int column = chunk % job._columnBlocks * job._columnsPerBlock, columns = Math.Min(job._columnsPerBlock, job.N - column);
            int width = 2 * S.Count, k = Math.Min(job._depth, job.K - job._slice);
            nint lda = job.LeadingA > 0 ? job.LeadingA : job.TransposeA ? job.M : job.K;
            bool packed = job._packedA != null;
            nint rs = packed ? job._rowLength : job.TransposeA ? 1 : lda, ks = packed || !job.TransposeA ? 1 : lda;
            T* a = packed ? (T*)job._packedA + row * rs : (T*)job.A + row * rs + job._slice * ks;
            for (int j = column; j < column + columns; j += width)
            {
                int count = Math.Min(width, job.N - j), lanes = (count - 1) % S.Count + 1;
                T* b = (T*)job._packedB + (nint)j * job._depth, bias = job.Bias == null || job._slice > 0 ? null : (T*)job.Bias + j;
                for (int i = 0, n; i < rows; i += n)
                {
                    T* to = (T*)job.C + (nint)(row + i) * job.N + j;
                    n = count <= S.Count ? Tiles<N1>(Math.Min(rows - i, TileRows()), a + i * rs, rs, ks, b, width, k, to, job.N, lanes, job._slice > 0, bias)
                        : Tiles<N2>(Math.Min(rows - i, TileRows()), a + i * rs, rs, ks, b, width, k, to, job.N, lanes, job._slice > 0, bias);
                }
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
