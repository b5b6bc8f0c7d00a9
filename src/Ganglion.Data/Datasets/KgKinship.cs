namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>What 104 people of a Central Australian tribe call each other.</summary>
    /// <remarks>Denham 1973; Kemp et al. 2006; split of Dettmers et al. 2018.</remarks>
    public static KnownDataSet KgKinship { get; } = Add(new("kg-kinship", DataForm.KnowledgeGraph, "Kinship terms of the Alyawarra")
    {
        Aliases = ["kinship"],
        Publisher = "https://github.com/TimDettmers/ConvE",
        Expected = new()
        {
            ["entities"] = 104,
            ["relations"] = 25,
            ["triples"] = 8544,
            ["validation triples"] = 1068,
            ["test triples"] = 1074,
        },
        Load = KnowledgeGraphReader.Loader,
    });
}
