using System.Text;

namespace Ganglion.Data;

/// <summary>A running text as ids of its characters, for character language models. The first nine tenths train, the rest validates.</summary>
public sealed class CharacterText
{
    private CharacterText(string text)
    {
        Alphabet = string.Concat(text.Distinct().Order());
        var places = Alphabet.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        Ids = Array.ConvertAll(text.ToCharArray(), c => places[c]);
    }

    /// <summary>The characters in ordinal order; an id is a place in it.</summary>
    public string Alphabet { get; }

    /// <summary>The text, an id a character.</summary>
    public int[] Ids { get; }

    /// <summary>The first nine tenths of the ids.</summary>
    public ReadOnlySpan<int> Train => Ids.AsSpan(0, Ids.Length / 10 * 9);

    /// <summary>The ids after <see cref="Train"/>.</summary>
    public ReadOnlySpan<int> Validation => Ids.AsSpan(Ids.Length / 10 * 9);

    /// <summary>A text that is at hand.</summary>
    public static CharacterText From(string text) => new(text);

    /// <summary>The text of a data set's <c>input.txt</c>, plain or gzipped, such as that of <c>tiny-shakespeare</c>, or of a file.</summary>
    /// <exception cref="DataException">Nothing of that name is on this machine.</exception>
    public static CharacterText Open(string nameOrFile, DataOptions? options = null)
    {
        options ??= new();
        if (File.Exists(nameOrFile)) return new(Encoding.UTF8.GetString(new DataFolder(Path.GetDirectoryName(Path.GetFullPath(nameOrFile))!).Bytes(nameOrFile)));
        var path = DataFolders.Find(nameOrFile, options) ?? throw new DataException($"no text '{nameOrFile}'",
            "a file, or a folder of GANGLION_DATA with an input.txt",
            "Put the folder where GANGLION_DATA points, or give a file.", nameOrFile);
        var folder = new DataFolder(path);
        return new(Encoding.UTF8.GetString(folder.Bytes(folder.Require("input.txt"))));
    }

    /// <summary>The ids back as text.</summary>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder(ids.Length);
        foreach (int id in ids) text.Append(Alphabet[id]);
        return text.ToString();
    }
}
