using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Ganglion.Generators;

/// <summary>Spellings: identifiers, literals, kebab case, the namespace of an assembly.</summary>
internal static class Names
{
    /// <summary>An identifier, escaped where it is a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A string as a C# literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary><c>LearningRate</c> to <c>learning-rate</c>, <c>BCELoss</c> to <c>bce-loss</c>, <c>L2Penalty</c> to <c>l2-penalty</c>.</summary>
    public static string Kebab(string name)
    {
        var kebab = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var endsWord = i > 0 && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (endsWord && kebab[kebab.Length - 1] != '-') kebab.Append('-');
            kebab.Append(name[i] == '_' ? '-' : char.ToLowerInvariant(name[i]));
        }

        return kebab.ToString();
    }

    /// <summary>The namespace that an assembly's name spells.</summary>
    public static string Namespace(string assembly) =>
        string.Join(".", assembly.Split('.').Select(part =>
        {
            var word = new string([.. part.Select(letter => SyntaxFacts.IsIdentifierPartCharacter(letter) ? letter : '_')]);
            return word.Length > 0 && SyntaxFacts.IsIdentifierStartCharacter(word[0]) ? Identifier(word) : "_" + word;
        }));
}
