using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>The tiny graph store: the one tiny data set that needs files, in a temporary folder that goes when the process does.</summary>
internal static class SmokeStore
{
    private static readonly Lazy<GraphStore> s_store = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("ganglion-smoke").FullName;
        new PowerLawStore { Nodes = 240, Degree = 5, Features = 6, Classes = 3, Noise = 0.5, Train = 0.4, Validation = 0.2, Test = 0.3 }
            .Write(Path.Combine(folder, "store"));
        var store = GraphStore.Open(Path.Combine(folder, "store"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            store.Dispose();
            Directory.Delete(folder, true);
        };
        return store;
    });

    public static GraphStore Value => s_store.Value;
}
