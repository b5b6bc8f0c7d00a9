namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>How 14 countries treat each other: treaties, trade, protests.</summary>
    /// <remarks>Rummel 1976; Kemp et al. 2006; split of Dettmers et al. 2018.</remarks>
    public static KnownDataSet KgNations { get; } = Add(new("kg-nations", DataForm.KnowledgeGraph, "Relations among nations")
    {
        Aliases = ["nations"],
        Publisher = "https://github.com/TimDettmers/ConvE",
        Expected = new()
        {
            ["entities"] = 14,
            ["relations"] = 55,
            ["triples"] = 1592,
            ["validation triples"] = 199,
            ["test triples"] = 201,
        },
        Load = KnowledgeGraphReader.Loader,
    });
}
