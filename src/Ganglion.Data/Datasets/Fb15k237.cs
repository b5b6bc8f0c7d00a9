namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Facts from Freebase about films, sport, places and people, without relations that are others turned round.</summary>
    /// <remarks>Toutanova and Chen 2015; in the form of Dettmers et al. 2018 (arXiv:1707.01476).</remarks>
    public static KnownDataSet Fb15k237 { get; } = Add(new("fb15k-237", DataForm.KnowledgeGraph, "Freebase triples without inverse relations")
    {
        Publisher = "https://github.com/TimDettmers/ConvE",
        Expected = new()
        {
            ["entities"] = 14541,
            ["relations"] = 237,
            ["triples"] = 272115,
            ["validation triples"] = 17535,
            ["test triples"] = 20466,
        },
        Load = KnowledgeGraphReader.Loader,
    });
}
