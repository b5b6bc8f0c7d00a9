namespace Ganglion.Lab;

/// <summary>A published work that this library is to run.</summary>
/// <param name="Id">Such as <c>P552</c>.</param>
/// <param name="Title">The title as published.</param>
/// <param name="Wing">The part of the library it belongs to: Graphs, Networks, Series …</param>
/// <param name="Size">S, M, L or XL: how much code it asks for.</param>
public sealed record CatalogueRow(string Id, string Title, string Wing, string Size);

/// <summary>The published works that this library is to run, from <c>docs/catalogue.tsv</c>.</summary>
public static class Catalogue
{
    /// <summary>The rows in order of their ids.</summary>
    public static IReadOnlyList<CatalogueRow> All => field ??= Read();

    /// <summary>The row of an id; null when there is none.</summary>
    public static CatalogueRow? Find(string id) => Index.GetValueOrDefault(id);

    private static Dictionary<string, CatalogueRow> Index => field ??= All.ToDictionary(r => r.Id, StringComparer.OrdinalIgnoreCase);

    private static CatalogueRow[] Read()
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream("catalogue.tsv")!;
        using var reader = new StreamReader(stream);
        reader.ReadLine();                                      // the header
        var rows = new List<CatalogueRow>();
        while (reader.ReadLine() is { } line) if (line.Split('\t') is [var id, var title, var wing, var size]) rows.Add(new(id, title, wing, size));
        return [.. rows];
    }
}
