namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Molecules as SMILES text with measured properties. Where several are measured, the first is the target unless another is asked for.
    /// </summary>
    /// <remarks>Wu et al. 2018 (arXiv:1703.00564).</remarks>
    public static KnownDataSet MoleculeNet { get; } = Add(new("moleculenet", DataForm.Table, "Molecules: Tox21, HIV, ESOL, SIDER, ClinTox")
    {
        Publisher = "https://moleculenet.org",
        MemberList =
        [
            TableMember.Of("tox21", "NR-AR", 8014, 2, ignore: "mol_id", text: "smiles"),
            TableMember.Of("hiv", "HIV_active", 41913, 2, ignore: "activity", text: "smiles"),
            EsolMember(), TableMember.Of("sider", "Hepatobiliary disorders", 1427, 2, text: "smiles"),
            TableMember.Of("clintox", "CT_TOX", 1491, 2, text: "smiles"),
        ],
    });

    /// <summary>The names of its columns hold blanks; the model's own prediction in the second column is not learnt from.</summary>
    private static DataMember EsolMember() => new("delaney-esol", (folder, options) =>
    {
        var path = folder.Require("delaney-esol.csv");
        var given = TableMember.Options(options, "measured log solubility in mols per litre", 0, text: "smiles");
        return TableReader.Read(folder.Open(path), path,
            given with { Ignore = [.. given.Ignore, "Compound ID", "ESOL predicted log solubility in mols per litre"] });
    })
    {
        Statistics = new() { ["rows"] = 1128 },
    };
}
