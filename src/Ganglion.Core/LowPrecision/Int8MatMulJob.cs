using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganglion;

/// <summary>
/// c = a · bᵀ of 8-bit codes. Both sides are packed in words of a few codes, a by tiles of six rows, b by panels of sixteen columns; a tile of c
/// stays in registers through all of k. With scales, each block is turned into numbers where it lies.
/// </summary>
internal unsafe struct Int8MatMulJob
{
    private const int Rows = 6, Columns = 16, Lanes = 8;        // of a tile: 12 sums in registers
    private const int TilesPerBlock = 16, PanelsPerBlock = 8;
    private const long SmallWork = 1 << 18;                     // products that are not worth a second thread

    public sbyte* A, B;                                         // [M, K], [N, K]
    public int* C;                                              // [M, N]; with RowScales, it is left holding floats
    public float* RowScales, ColumnScales;                      // [M], [N]; columns may have none
    public int M, N, K;

    private int* _a, _b, _start;                                // start: what a column's sum begins with
    private int _words, _tiles, _panels, _tilesPerBlock, _panelsPerBlock;

    public void Run()
    {
        if (AvxVnni.IsSupported) Run<VnniStep>();
        else if (Avx2.IsSupported) Run<Avx2Step>();
        else Run<PortableStep>();
    }

    public void Run<S>() where S : struct, IInt8Step
    {
        if (M == 0 || N == 0) return;
        _words = (K + S.CodesPerWord - 1) / S.CodesPerWord;
        (_tiles, _panels) = ((M + Rows - 1) / Rows, (N + Columns - 1) / Columns);
        bool small = (long)M * N * K <= SmallWork;
        (_tilesPerBlock, _panelsPerBlock) = small ? (_tiles, _panels) : (TilesPerBlock, PanelsPerBlock);
        int[] a = BufferPool.Rent<int>(checked(_tiles * Rows * _words)), b = BufferPool.Rent<int>(checked(_panels * Columns * (_words + 1)));
        fixed (int* p = a, q = b)
        {
            _a = p;
            _b = q;
            _start = q + (nint)_panels * Columns * _words;
            int blocks = RowBlocks + ColumnBlocks;
            if (small) for (int i = 0; i < blocks; i++) Pack<S>(ref this, i);
            else Workers.For(blocks, ref this, &Pack<S>);
            Workers.For(RowBlocks * ColumnBlocks, ref this, &Block<S>);
        }
        BufferPool.Return(a);
        BufferPool.Return(b);
    }

    private readonly int RowBlocks => (_tiles + _tilesPerBlock - 1) / _tilesPerBlock;

    private readonly int ColumnBlocks => (_panels + _panelsPerBlock - 1) / _panelsPerBlock;

    private static void Pack<S>(ref Int8MatMulJob job, int chunk) where S : struct, IInt8Step
    {
        int words = job._words, k = job.K;
        if (chunk < job.RowBlocks)
        {
            int end = Math.Min(job.M, (chunk + 1) * job._tilesPerBlock * Rows);
            for (int i = chunk * job._tilesPerBlock * Rows; i < end; i++)
                Words<S>(job.A + (nint)i * k, k, S.Offset, job._a + (nint)(i / Rows) * Rows * words + i % Rows, Rows);
            return;
        }
        chunk -= job.RowBlocks;
        var offset = PackedOffset<S>();
        for (int j = chunk * job._panelsPerBlock; j < Math.Min(job._panels, (chunk + 1) * job._panelsPerBlock); j++)
        {
            int* panel = job._b + (nint)j * Columns * words;
            int columns = Math.Min(Columns, job.N - j * Columns);
            if (columns < Columns) new Span<int>(panel, words * Columns).Clear();
            for (int c = 0; c < columns; c++) Words<S>(job.B + (nint)(j * Columns + c) * k, k, 0, panel + c, Columns);
            Vector256<int> low = default, high = default;
            if (S.Offset != 0)
                for (int w = 0; w < words; w++)
                {
                    low = S.Add(low, offset, Vector256.Load(panel + w * Columns));
                    high = S.Add(high, offset, Vector256.Load(panel + w * Columns + Lanes));
                }
            (-low).Store(job._start + j * Columns);
            (-high).Store(job._start + j * Columns + Lanes);
        }
    }

    private static Vector256<int> PackedOffset<S>() where S : struct, IInt8Step =>
        S.CodesPerWord == 4 ? Vector256.Create((byte)S.Offset).AsInt32() : Vector256.Create((short)S.Offset).AsInt32();

    // Row after row of codes into words that lie a step apart; past the end of a row lie zeros on b's side, so that a's do not matter.
    private static void Words<S>(sbyte* from, int k, int offset, int* to, int step) where S : struct, IInt8Step
    {
        int whole = k / S.CodesPerWord, flip = offset == 0 ? 0 : unchecked((int)0x80808080);    // + 128 in a byte
        if (S.CodesPerWord == 2)
            for (int w = 0; w < whole; w++) to[(nint)w * step] = (from[2 * w] & 0xFFFF) | (from[2 * w + 1] << 16);
        else
            for (int w = 0; w < whole; w++) to[(nint)w * step] = Unsafe.ReadUnaligned<int>(from + 4 * w) ^ flip;
        if (whole * S.CodesPerWord == k) return;
        int last = 0;
        for (int i = whole * S.CodesPerWord, shift = 0; i < k; i++, shift += 32 / S.CodesPerWord)
            last |= (S.CodesPerWord == 4 ? from[i] & 0xFF : from[i] & 0xFFFF) << shift;
        to[(nint)whole * step] = last ^ flip;
    }

    private static void Block<S>(ref Int8MatMulJob job, int chunk) where S : struct, IInt8Step
    {
        int firstTile = chunk / job.ColumnBlocks * job._tilesPerBlock, firstPanel = chunk % job.ColumnBlocks * job._panelsPerBlock;
        int endTile = Math.Min(job._tiles, firstTile + job._tilesPerBlock), endPanel = Math.Min(job._panels, firstPanel + job._panelsPerBlock);
        int* part = stackalloc int[Rows * Columns];
        for (int j = firstPanel; j < endPanel; j++)
            for (int i = firstTile; i < endTile; i++)
            {
                int rows = Math.Min(Rows, job.M - i * Rows), columns = Math.Min(Columns, job.N - j * Columns);
                int* a = job._a + (nint)i * Rows * job._words, b = job._b + (nint)j * Columns * job._words, start = job._start + j * Columns;
                int* c = job.C + (nint)i * Rows * job.N + j * Columns;
                if (rows == Rows && columns == Columns) { Tile<S>(a, b, job._words, start, c, job.N); continue; }
                Tile<S>(a, b, job._words, start, part, Columns);
                for (int r = 0; r < rows; r++) new Span<int>(part + r * Columns, columns).CopyTo(new(c + (nint)r * job.N, columns));
            }
        if (job.RowScales == null) return;
        int column = firstPanel * Columns, width = Math.Min(job.N, endPanel * Columns) - column;
        for (int i = firstTile * Rows; i < Math.Min(job.M, endTile * Rows); i++)
            ToNumbers(job.C + (nint)i * job.N + column, width, job.RowScales[i], job.ColumnScales == null ? null : job.ColumnScales + column);
    }

    private static void ToNumbers(int* c, int count, float row, float* columns)
    {
        var rows = Vector256.Create(row);
        int j = 0;
        for (; j <= count - Lanes; j += Lanes)
        {
            var scale = columns == null ? rows : rows * Vector256.Load(columns + j);
            (Vector256.ConvertToSingle(Vector256.Load(c + j)) * scale).Store((float*)c + j);
        }
        for (; j < count; j++) ((float*)c)[j] = c[j] * (columns == null ? row : row * columns[j]);
    }

    private static void Tile<S>(int* a, int* b, int words, int* start, int* c, nint stride) where S : struct, IInt8Step
    {
        Vector256<int> x0 = Vector256.Load(start), y0 = Vector256.Load(start + Lanes);
        Vector256<int> x1 = x0, y1 = y0, x2 = x0, y2 = y0, x3 = x0, y3 = y0, x4 = x0, y4 = y0, x5 = x0, y5 = y0;
        for (int w = 0; w < words; w++, a += Rows, b += Columns)
        {
            Vector256<int> x = Vector256.Load(b), y = Vector256.Load(b + Lanes), v = Vector256.Create(a[0]);
            x0 = S.Add(x0, v, x);
            y0 = S.Add(y0, v, y);
            v = Vector256.Create(a[1]);
            x1 = S.Add(x1, v, x);
            y1 = S.Add(y1, v, y);
            v = Vector256.Create(a[2]);
            x2 = S.Add(x2, v, x);
            y2 = S.Add(y2, v, y);
            v = Vector256.Create(a[3]);
            x3 = S.Add(x3, v, x);
            y3 = S.Add(y3, v, y);
            v = Vector256.Create(a[4]);
            x4 = S.Add(x4, v, x);
            y4 = S.Add(y4, v, y);
            v = Vector256.Create(a[5]);
            x5 = S.Add(x5, v, x);
            y5 = S.Add(y5, v, y);
        }
        Store(c, x0, y0);
        Store(c + stride, x1, y1);
        Store(c + 2 * stride, x2, y2);
        Store(c + 3 * stride, x3, y3);
        Store(c + 4 * stride, x4, y4);
        Store(c + 5 * stride, x5, y5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int* c, Vector256<int> x, Vector256<int> y)
    {
        x.Store(c);
        y.Store(c + Lanes);
    }
}
