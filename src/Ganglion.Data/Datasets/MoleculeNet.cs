namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>
    /// Molecules as SMILES text with measured properties. Where several are measured, the first is the target unless another is asked for,
    /// and the others are
    /// not learnt from: they are answers of the same kind.
    /// </summary>
    /// <remarks>Wu et al. 2018 (arXiv:1703.00564); molecules without a value of the target are left out.</remarks>
    public static KnownDataSet MoleculeNet { get; } = Add(new("moleculenet", DataForm.Table, "Molecules: Tox21, HIV, ESOL, SIDER, ClinTox")
    {
        Publisher = "https://moleculenet.org",
        MemberList =
        [
            MoleculeMember("tox21", "NR-AR", 7439), MoleculeMember("hiv", "HIV_active", 41913), EsolMember(),
            MoleculeMember("sider", "Hepatobiliary disorders", 1427), MoleculeMember("clintox", "CT_TOX", 1491),
        ],
    });

    private static DataMember MoleculeMember(string name, string target, int rows) => new(name, (folder, options) =>
    {
        var table = TableMember.Read(folder, folder.Require($"{name}.csv"), TableMember.Options(options, target, 2, text: "smiles"));
        return new Table(table.Columns, [.. table.Columns.Zip(table.Roles, (column, role) =>
            role == ColumnRole.Feature && column is not TextColumn ? ColumnRole.Ignored : role)]);
    })
    {
        Statistics = new() { ["rows"] = rows, ["classes"] = 2, ["features"] = 1 },
    };

    /// <summary>The names of its columns hold blanks; the model's own prediction in the second column is not learnt from.</summary>
    private static DataMember EsolMember() => new("delaney-esol", (folder, options) =>
    {
        var given = TableMember.Options(options, "measured log solubility in mols per litre", 0, text: "smiles");
        string[] ignored = ["Compound ID", "ESOL predicted log solubility in mols per litre"];
        return TableMember.Read(folder, folder.Require("delaney-esol.csv"), given with { Ignore = [.. given.Ignore, .. ignored] });
    })
    {
        Statistics = new() { ["rows"] = 1128, ["features"] = 7 },
    };
}
