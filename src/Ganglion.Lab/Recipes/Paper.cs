namespace Ganglion.Lab;

/// <summary>Where a method comes from.</summary>
/// <param name="Title">The title as published.</param>
/// <param name="Authors">The authors, or the first of many.</param>
/// <param name="Year">The year of publication.</param>
/// <param name="Link">A stable identifier: <c>arXiv:1609.02907</c>, or a DOI.</param>
/// <param name="Catalog">The row of the catalogue, such as <c>P552</c>; null for a baseline.</param>
public sealed record Paper(string Title, string Authors, int Year, string Link, string? Catalog = null);
