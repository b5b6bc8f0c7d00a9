namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Headlines and first sentences of news in four classes; the test part only, so results on it are not comparable with published ones.
    /// </summary>
    /// <remarks>Zhang, Zhao and LeCun 2015 (arXiv:1509.01626).</remarks>
    public static KnownDataSet AgNewsTest { get; } = Add(new("ag-news-test", DataForm.Table, "AG News, test part only, text and topic")
    {
        Publisher = "http://groups.di.unipi.it/~gulli/AG_corpus_of_news_articles.html",
        Licence = "research and non-commercial use",
        Expected = new() { ["rows"] = 7600, ["classes"] = 4 },
        Load = (folder, options) => Sniffer.Tables(folder, folder.Require("test.csv"), null,
            TableMember.Options(options, "topic", 4, "topic title description", text: "title description")),
    });
}
