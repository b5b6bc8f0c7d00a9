namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>A few rows each of click logs, ratings and a census, to try the form; far too small to compare methods by.</summary>
    /// <remarks>The examples of DeepCTR.</remarks>
    public static KnownDataSet CtrSamples { get; } = Add(new("ctr-samples", DataForm.Table, "Click-through samples: Criteo, Avazu, MovieLens, census")
    {
        Publisher = "https://github.com/shenweichen/DeepCTR",
        MemberList =
        [
            TableMember.Of("criteo", "label", 200, 2, file: "criteo_sample.txt"),
            TableMember.Of("avazu", "click", 100, 2, ignore: "id", file: "avazu_sample.txt"),
            TableMember.Of("movielens", "rating", 200, 0, file: "movielens_sample.txt"),
            TableMember.Of("census", "income", 200, 2, "row x*41 income", "row", "census-income.sample"),
        ],
    });
}
