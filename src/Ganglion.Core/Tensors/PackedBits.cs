namespace Ganglion;

/// <summary>
/// Whole numbers of 1 to 8 bits each, packed: what a derivative saves in place of a tensor when a few bits a value are enough
/// (few-bit activations, quantised state, masks). Lives and dies like a tensor, in the pool's memory; save it with <c>Diff.Custom</c>.
/// </summary>
public sealed class PackedBits
{
    private readonly int[] _shape;

    private PackedBits(int[] shape, int bits)
    {
        if (bits is < 1 or > 8) throw new ArgumentOutOfRangeException(nameof(bits), bits, "PackedBits: a code has 1 to 8 bits.");
        (_shape, Bits) = (shape, bits);
        Length = Shapes.Count(shape);
        Words = Tensor.Empty([(int)((Bytes + 3) / 4)], DType.F32, nameof(PackedBits));
    }

    /// <summary>The bits of one code, 1 to 8.</summary>
    public int Bits { get; }

    /// <summary>The size of each axis.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The number of codes.</summary>
    public int Length { get; }

    /// <summary>The bytes they take: eight codes fill <see cref="Bits"/> bytes.</summary>
    public long Bytes => (Length + 7L) / 8 * Bits;

    /// <summary>The memory, borrowed from a float buffer: eight codes after another, the first in the lowest bits.</summary>
    internal Tensor Words { get; }

    /// <summary>Packs whole numbers of 0 to 2^bits - 1; others are rounded to the nearest, NaN to 0.</summary>
    /// <param name="codes">Any shape.</param>
    /// <param name="bits">1 to 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bits is not 1 to 8.</exception>
    public static PackedBits Pack(Tensor codes, int bits) => Make(codes, null, bits);

    /// <summary>Packs bytes, of which the lowest <paramref name="bits"/> bits count.</summary>
    /// <param name="codes">As many as the shape holds.</param>
    /// <param name="bits">1 to 8.</param>
    /// <param name="shape">Without one, a vector.</param>
    /// <exception cref="ArgumentException">The shape does not hold as many codes as were given.</exception>
    public static PackedBits Pack(ReadOnlySpan<byte> codes, int bits, params ReadOnlySpan<int> shape)
    {
        var values = new float[codes.Length];
        for (int i = 0; i < values.Length; i++) values[i] = codes[i] & (1 << bits) - 1;
        return Pack(Tensor.Wrap(values, shape.IsEmpty ? [values.Length] : shape.ToArray()), bits);
    }

    /// <summary>The interval in which each element lies: the number of boundaries that are not greater. One boundary of 0 packs signs.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="boundaries"><c>[n]</c>, increasing, 1 to 255 of them; 3 make codes of 2 bits, 15 of 4.</param>
    /// <exception cref="ArgumentException">No boundary, or more than 255.</exception>
    public static PackedBits Bucketize(Tensor x, Tensor boundaries)
    {
        if (boundaries.Rank != 1 || boundaries.Length is < 1 or > 255)
            throw new ArgumentException($"Bucketize: 1 to 255 boundaries [n] are needed; got {Shapes.Text(boundaries.Shape)}.", nameof(boundaries));
        return Make(x, boundaries.Detach().To(x.DType).Contiguous(), 1 + System.Numerics.BitOperations.Log2((uint)boundaries.Length));
    }

    /// <summary>The codes as numbers.</summary>
    public Tensor Unpack(DType dtype = DType.F32)
    {
        var y = Tensor.Empty(_shape, dtype, nameof(Unpack));
        Kernels.Current.UnpackBits(Words, Bits, null, y);
        return y;
    }

    /// <summary>A value for each code: y[i] = table[code i].</summary>
    /// <param name="table"><c>[2^bits]</c> or more: a value for each code.</param>
    /// <exception cref="ArgumentException">The table has fewer than 2^bits values, or is no vector.</exception>
    public Tensor Lookup(Tensor table)
    {
        if (table.Rank != 1 || table.Length < 1 << Bits)
            throw new ArgumentException($"Lookup: codes of {Bits} bits take a table [{1 << Bits}]; got {Shapes.Text(table.Shape)}.", nameof(table));
        var y = Tensor.Empty(_shape, table.DType, nameof(Lookup));
        Kernels.Current.UnpackBits(Words, Bits, table.Detach().Contiguous(), y);
        return y;
    }

    /// <summary>The codes, one a byte.</summary>
    public byte[] ToCodes() => Array.ConvertAll(Unpack().ToArray(), v => (byte)v);

    /// <summary>Keeps the memory beyond the step that made it. Returns the codes themselves.</summary>
    public PackedBits Keep()
    {
        Words.Keep();
        return this;
    }

    /// <summary>Bits, shape and bytes.</summary>
    public override string ToString() => $"PackedBits {Shapes.Text(_shape)}, {Bits} bits each, {Bytes} bytes";

    private static PackedBits Make(Tensor x, Tensor? boundaries, int bits)
    {
        var packed = new PackedBits(x.ShapeArray, bits);
        Kernels.Current.PackBits(x.Detach().Contiguous(), boundaries, bits, packed.Words);
        return packed;
    }
}
