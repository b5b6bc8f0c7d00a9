namespace Ganglion.Data;

/// <summary>Suggests the names a person probably meant, by edit distance.</summary>
internal static class NearestNames
{
    /// <summary>
    /// Up to <paramref name="count"/> names within a third of their length of the given one, nearest first; prefixes and parts count as near.
    /// </summary>
    public static string[] Of(string given, IEnumerable<string> names, int count = 3)
    {
        if (string.IsNullOrWhiteSpace(given)) return [];
        return [.. names.Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Score(given, name)))
            .Where(pair => pair.Distance <= Math.Max(2, Math.Max(given.Length, pair.Name.Length) / 3))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Take(count).Select(pair => pair.Name)];
    }

    /// <summary>A sentence such as "Did you mean 'species'?", or the names there are when none is near.</summary>
    public static string Sentence(string given, IReadOnlyCollection<string> names)
    {
        var near = Of(given, names);
        if (near.Length > 0) return $"Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?";
        var more = names.Count > 12 ? $", … ({names.Count} in all)" : "";
        return names.Count == 0 ? "There are none." : $"There are: {string.Join(", ", names.Take(12))}{more}.";
    }

    private static int Score(string given, string name) =>
        given.Length >= 3 && name.Contains(given, StringComparison.OrdinalIgnoreCase) ? 1
            : Distance(given.ToLowerInvariant(), name.ToLowerInvariant());

    /// <summary>Levenshtein distance.</summary>
    internal static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
