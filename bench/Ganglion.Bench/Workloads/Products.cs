namespace Ganglion.Bench;

internal static partial class Workloads
{
    private static IEnumerable<Workload> Products() =>
    [
        .. from n in (int[])[64, 256, 512, 1024, 2048] select Product($"gemm_{n}", n, n, n),
        Product("gemm_skinny_2708x1433x16", 2708, 16, 1433),
    ];

    private static Workload Product(string name, int m, int n, int k) => new(name, () =>
    {
        Tensor x = new Rng(1).Normal([m, k]), y = new Rng(2).Normal([k, n]);
        return () => Memory.Scope(() => x.MatMul(y).Length);
    })
    { MultiplyAdds = (double)m * n * k, Trains = false, IsProduct = true };
}
