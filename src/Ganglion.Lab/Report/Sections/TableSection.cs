namespace Ganglion.Lab.Report;

/// <summary>A table of text and numbers.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The cells by row; a row may be shorter than the columns, and a null cell is printed as <c>n/a</c>.</param>
public sealed record TableSection(string Title, IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows) : ReportSection(Title)
{
    internal override bool IsEmpty => Rows.Count == 0;

    internal override void WriteBody(HtmlText html)
    {
        html.Add($"<div class='box' tabindex='0' role='region' aria-label='{Title}'><table class='sortable'>\n<thead><tr>");
        foreach (var column in Columns)
        {
            html.Add($"<th{(column.Numeric ? " class='num'" : ""):trusted} scope='col'>{column.Name}</th>");
        }

        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            html.Add($"<tr>");
            for (var c = 0; c < Columns.Count; c++)
            {
                html.Add($"<td{(Columns[c].Numeric ? " class='num'" : ""):trusted}>{(c < row.Count ? row[c] ?? Readable.Missing : "")}</td>");
            }

            html.Add($"</tr>\n");
        }

        html.Add($"</tbody></table></div>\n");
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Numeric">Whether its cells are numbers, set flush right.</param>
public sealed record TableColumn(string Name, bool Numeric = false);
