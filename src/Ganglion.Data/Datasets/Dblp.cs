namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>Citations among computer science papers in four fields; no fixed split.</summary>
    /// <remarks>Bojchevski and Günnemann 2018 (arXiv:1707.03815).</remarks>
    public static KnownDataSet Dblp { get; } = Add(new("dblp-citation", DataForm.Graph, "DBLP citation network")
    {
        Aliases = ["dblp"],
        Publisher = "https://github.com/abojchevski/graph2gauss",
        Expected = new() { ["nodes"] = 17716, ["edges"] = 52867, ["features"] = 1639, ["feature entries"] = 92192, ["classes"] = 4, ["splits"] = 0 },
        Load = GraphReader.Loader(features: 1639),
    });
}
