namespace Ganglion;

/// <summary>The fast backend: SIMD and threads.</summary>
internal sealed partial class CpuKernels : ReferenceKernels
{
    public static new CpuKernels Instance { get; } = new();

    public override string Name => "Cpu";
}
