namespace Ganglion.Data;

/// <summary>A file that a publisher offers.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="File">What it is called in the data set's folder.</param>
/// <param name="Sha256">Its hash in hexadecimal; null when the publisher's file has none that is known.</param>
public sealed record DownloadFile(Uri Url, string File, string? Sha256 = null)
{
    internal DownloadFile(string url, string file, string? sha256 = null) : this(new Uri(url), file, sha256) { }
}

/// <summary>One data set of several in a folder.</summary>
/// <param name="name">Its name, after the folder's and a slash.</param>
/// <param name="load">Reads it.</param>
internal sealed class DataMember(string name, Func<DataFolder, DataOptions, object> load)
{
    public string Name { get; } = name;

    public Func<DataFolder, DataOptions, object> Load { get; } = load;

    public Dictionary<string, double> Statistics { get; init; } = [];
}

/// <summary>A registered data set: how it is called, read and checked. There is one file a data set, in the folder Datasets.</summary>
public sealed class KnownDataSet
{
    internal KnownDataSet(string name, DataForm form, string title) => (Name, Form, Title) = (name, form, title);

    /// <summary>Its name, which is that of its folder.</summary>
    public string Name { get; }

    /// <summary>Other names it goes by.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it is made of.</summary>
    public DataForm Form { get; }

    /// <summary>One line on what it is.</summary>
    public string Title { get; }

    /// <summary>Its licence where the folder's README does not say it.</summary>
    public string Licence { get; init; } = "not stated";

    /// <summary>The name of the metric by which the publisher judges, such as <c>roc-auc</c>, where it is not the usual one of its task.</summary>
    public string? Metric { get; init; }

    /// <summary>The publisher's page.</summary>
    public string Publisher { get; init; } = "";

    /// <summary>The publisher's files, where they can be used as they are.</summary>
    public IReadOnlyList<DownloadFile> Downloads { get; init; } = [];

    /// <summary>Names of the data sets in its folder, to be opened as <c>name/member</c>; empty when it is one.</summary>
    public IReadOnlyList<string> Members => [.. MemberList.Select(m => m.Name)];

    /// <summary>What is known of its size; checked by the tests wherever the files are at hand.</summary>
    public IReadOnlyDictionary<string, double> Statistics => Expected;

    /// <summary>What is known of the size of a member; of the set itself where there is no such member.</summary>
    public IReadOnlyDictionary<string, double> StatisticsOf(string member) =>
        MemberList.FirstOrDefault(m => m.Name.Equals(member, StringComparison.OrdinalIgnoreCase))?.Statistics ?? Expected;

    internal Dictionary<string, double> Expected { get; init; } = [];

    internal Func<DataFolder, DataOptions, object>? Load { get; init; }

    internal IReadOnlyList<DataMember> MemberList { get; init; } = [];

    internal bool IsNamed(string name) =>
        name.Equals(Name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);

    internal IEnumerable<string> FolderNames => [Name, .. Aliases];

    /// <summary>Opens the data set.</summary>
    /// <param name="member">Which one, where the folder holds several.</param>
    /// <param name="options">How to open it.</param>
    /// <exception cref="DataException">It is not on this machine, or cannot be read.</exception>
    public DataSet Open(string? member = null, DataOptions? options = null) => DataSource.Open(member is null ? Name : $"{Name}/{member}", options);

    internal DataMember Member(string? member)
    {
        if (MemberList.Count == 0)
        {
            return member is null ? new(Name, Load!)
                : throw new DataException($"'{Name}/{member}'", $"'{Name}' alone: it is a single data set", "Leave out what follows the slash.");
        }

        if (member is null && Load is not null) return new(Name, Load) { Statistics = Expected };
        return MemberList.FirstOrDefault(m => m.Name.Equals(member, StringComparison.OrdinalIgnoreCase)) ?? throw new DataException(
            member is null ? $"'{Name}', which holds {MemberList.Count} data sets" : $"no '{member}' in '{Name}'",
                $"one of its members, as in '{Name}/{MemberList[0].Name}'",
            NearestNames.Sentence(member ?? "", Members));
    }
}
