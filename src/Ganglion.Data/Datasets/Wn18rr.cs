namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Word senses of WordNet and how they relate, without inverse relations.</summary>
    /// <remarks>Dettmers et al. 2018 (arXiv:1707.01476); 212 entities of the test part are not in training.</remarks>
    public static KnownDataSet Wn18rr { get; } = Add(new("wn18rr", DataForm.KnowledgeGraph, "WordNet triples without inverse relations")
    {
        Publisher = "https://github.com/TimDettmers/ConvE",
        Expected = new()
        {
            ["entities"] = 40943,
            ["relations"] = 11,
            ["triples"] = 86835,
            ["validation triples"] = 3034,
            ["test triples"] = 3134,
        },
        Load = KnowledgeGraphReader.Loader,
    });
}
