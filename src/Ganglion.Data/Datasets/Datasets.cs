namespace Ganglion.Data;

/// <summary>The registered data sets, one property and one file each. A new file is found by itself: its property registers as it is made.</summary>
public static partial class Datasets
{
    // Written out so that all properties of all files are made before anything here is used.
    static Datasets() { }

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<KnownDataSet> All => field ??= [.. Registry.Entries.OrderBy(set => set.Name, StringComparer.Ordinal)];

    private static KnownDataSet Add(KnownDataSet set)
    {
        Registry.Entries.Add(set);
        return set;
    }

    /// <summary>A type of its own, for it has to be there before the properties of the other files are made.</summary>
    private static class Registry
    {
        public static readonly List<KnownDataSet> Entries = [];
    }
}
