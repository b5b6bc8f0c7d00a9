namespace Ganglion.Data;

/// <summary>The registered data sets, one property and one file each.</summary>
public static partial class Datasets
{
    /// <summary>All of them. A test names any that is missing here.</summary>
    public static IReadOnlyList<KnownDataSet> All => field ??=
    [
        Cora,
    ];
}
