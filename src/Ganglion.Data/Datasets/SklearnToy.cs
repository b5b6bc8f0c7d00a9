namespace Ganglion.Data;

public static partial class Datasets
{
    /// <summary>The small tables that scikit-learn ships: iris, wine, breast_cancer, diabetes.</summary>
    /// <remarks>Fisher 1936; Forina et al. 1988; Street, Wolberg and Mangasarian 1993; Efron et al. 2004 (LARS).</remarks>
    public static KnownDataSet SklearnToy { get; } = Add(new("sklearn-toy", DataForm.Table, "iris, wine, breast cancer, diabetes (scikit-learn form)")
    {
        Publisher = "https://github.com/scikit-learn/scikit-learn",
        MemberList =
        [
            ToyMember("iris", "iris", "species", 150, 3, "sepal_length sepal_width petal_length petal_width species"),
            ToyMember("wine", "wine_data", "class", 178, 3,
                "alcohol malic_acid ash alcalinity magnesium phenols flavanoids nonflavanoid_phenols proanthocyanins "
                + "color hue od280_od315 proline class"),
            ToyMember("breast_cancer", "breast_cancer", "diagnosis", 569, 2, CellColumns),
            new("diabetes", Diabetes) { Statistics = new() { ["rows"] = 442, ["features"] = 10 } },
        ],
    });

    private static string CellColumns => string.Join(' ', ((string[])["mean", "error", "worst"]).SelectMany(kind => ((string[])
        ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave_points", "symmetry", "fractal_dimension"])
        .Select(what => $"{kind}_{what}"))) + " diagnosis";

    /// <summary>The first line holds the number of rows and features, then the names of the classes, which are numbers below it.</summary>
    private static DataMember ToyMember(string name, string file, string target, int rows, int classes, string columns) =>
        new(name, (folder, options) =>
    {
        var path = folder.Require($"{file}.csv");
        using var lines = folder.Lines(path);
        var names = lines.Next() ? lines.Text.Split(',')[2..] : throw lines.Empty("rows, features and class names in the first line");
        var table = TableReader.Read(folder.Open(path), path, TableMember.Options(options, target, classes, columns) with { SkipLines = 1 });
        Column[] named = [.. table.Columns.Select(c => c is CategoricalColumn classColumn && c.Name == target
            ? new CategoricalColumn(target, classColumn.Codes, names) : c)];
        return new Table(named, table.Roles);
    })
        {
            Statistics = new() { ["rows"] = rows, ["classes"] = classes },
        };

    private static Table Diabetes(DataFolder folder, DataOptions options)
    {
        var (data, target) = (folder.Require("diabetes_data_raw.csv"), folder.Require("diabetes_target.csv"));
        var features = TableReader.Read(folder.Open(data), data,
            new() { Separator = ' ', Columns = ["age", "sex", "bmi", "pressure", "s1", "s2", "s3", "s4", "s5", "s6"] });
        var answer = TableReader.Read(folder.Open(target), target, new() { Columns = ["progression"] });
        return new Table([.. features.Columns, .. answer.Columns]).WithTarget(options.Target ?? "progression", ColumnKind.Numeric);
    }
}
