using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganglion;

/// <summary>The fast backend. Each kernel is written once, over <see cref="ISimd{V, T}"/>, and runs at the machine's width, on threads.</summary>
internal sealed unsafe partial class CpuKernels : ReferenceKernels
{
    public static new CpuKernels Instance { get; } = new();

    public override string Name => "Cpu";

    /// <summary>The widest vectors used: 128, 256 or 512 bits. GANGLION_SIMD lowers it at start; sums may then differ in their last bits.</summary>
    public static int MaxVectorBits { get; set; } = WidestVector();

    private static int WidestVector()
    {
        int has = Avx512F.IsSupported && Avx512DQ.IsSupported ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        bool lower = int.TryParse(Environment.GetEnvironmentVariable("GANGLION_SIMD"), out int asked) && asked is 128 or 256 or 512;
        return lower ? Math.Min(asked, has) : has;
    }

    /// <summary>Runs a job at this machine's width on elements of this type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Dispatch<TJob>(DType type, ref TJob job) where TJob : struct, ISimdJob
    {
        int bits = MaxVectorBits;
        if (type == DType.F32)
        {
            if (bits >= 512) job.Run<Simd512<float>, Vector512<float>, float>();
            else if (bits >= 256) job.Run<Simd256<float>, Vector256<float>, float>();
            else job.Run<Simd128<float>, Vector128<float>, float>();
        }
        else if (bits >= 512) job.Run<Simd512<double>, Vector512<double>, double>();
        else if (bits >= 256) job.Run<Simd256<double>, Vector256<double>, double>();
        else job.Run<Simd128<double>, Vector128<double>, double>();
    }

    /// <summary>The first element, as bytes, for <c>fixed</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref byte First(Tensor? t)
    {
        if (t is null) return ref Unsafe.NullRef<byte>();
        return ref t.DType == DType.F32
            ? ref Unsafe.As<float, byte>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(t.Storage.F32), t.Offset))
            : ref Unsafe.As<double, byte>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(t.Storage.F64), t.Offset));
    }
}
