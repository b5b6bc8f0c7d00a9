namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// A generated interaction log that ships in place of those which may not be passed on: <see cref="SyntheticInteractions.Clusters"/> with 400
    /// users, 300
    /// items, 8 clusters and a skew in fame. Figures on it say that a method works, not how well it does on people.
    /// </summary>
    public static KnownDataSet Village { get; } = Add(new("village", DataForm.Interactions, "Village, a generated interaction log")
    {
        Licence = "Apache-2.0",
        Expected = new() { ["users"] = 400, ["items"] = 300, ["events"] = 12000 },
        Load = (folder, _) => InteractionsReader.Delimited(folder, folder.Require("interactions.csv"), first: 0),
    });
}
