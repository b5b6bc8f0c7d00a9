using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ganglion.Generators.Recipes;

/// <summary>
/// Reads documentation from the source text itself, because the compiler parses it only where a documentation file is asked for, and a
/// recipe in a test project or a script deserves its summary too.
/// </summary>
internal static class DocComment
{
    /// <summary>The property's <c>summary</c>, or the <c>param</c> of the record it is a parameter of, in one line; empty if absent.</summary>
    public static string Summary(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.Select(place => place.GetSyntax()).Select(syntax => syntax switch
        {
            ParameterSyntax { Parent.Parent: RecordDeclarationSyntax record } =>
                Text(Read(record).FirstOrDefault(tag => tag.Name == "param" && (string?)tag.Attribute("name") == property.Name)),
            _ => Text(Read(syntax).FirstOrDefault(tag => tag.Name == "summary")),
        }).FirstOrDefault(text => text.Length > 0) ?? "";

    private static IEnumerable<XElement> Read(SyntaxNode declaration)
    {
        var lines = declaration.GetLeadingTrivia().ToFullString().Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line.Substring(3));
        try
        {
            return XElement.Parse($"<doc>{string.Join("\n", lines)}</doc>").Elements();
        }
        catch (XmlException)
        {
            return []; // the compiler says what is wrong with it
        }
    }

    private static string Text(XElement? tag) => tag is null ? "" : Regex.Replace(string.Concat(tag.Nodes().Select(Text)), @"\s+", " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } reference => LastPart(reference.Attributes().FirstOrDefault()?.Value ?? " "),
        XElement tag => string.Concat(tag.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>What a <c>see</c> or <c>paramref</c> names, without the types around it.</summary>
    private static string LastPart(string name) => name.Substring(name.LastIndexOf('.') + 1);
}
