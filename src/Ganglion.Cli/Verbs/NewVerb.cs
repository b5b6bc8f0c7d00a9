using System.CommandLine;
using System.Text;
using Ganglion.Lab;

namespace Ganglion.Cli;

/// <summary><c>new recipe | op | layer | dataset NAME</c>: writes the one file of an addition, which compiles and passes its tests as it stands.</summary>
internal static class NewVerb
{
    public static Command Make()
    {
        var command = new Command("new", "Write the file of a new recipe, op, layer or data set.");
        foreach (var (kind, folder) in ((string, string)[])[("recipe", "src/Ganglion.Recipes/Tables"), ("op", "src/Ganglion.Core/Ops"), ("layer", "src/Ganglion.Nets/Layers"), ("dataset", "src/Ganglion.Data/Datasets")])
        {
            var name = new Argument<string>("name") { Description = "Kebab case, such as my-method." };
            var to = new Option<string?>("--to") { Description = $"The folder to write to; default: {folder} in the repository, else here." };
            command.Add(new Command(kind, $"Write a new {kind}.") { name, to }.Does(parse =>
            {
                string path = Write(kind, parse.GetRequiredValue(name), parse.GetValue(to) ?? Folder(folder));
                Console.Out.WriteLine(path);
                return Shell.Ok;
            }));
        }
        return command;
    }

    internal static string Write(string kind, string name, string folder)
    {
        if (name.Length == 0 || !char.IsAsciiLetterLower(name[0]) || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            throw new FormatException($"'{name}' is not a name for a {kind}. Use lower-case letters, digits and hyphens, beginning with a letter: my-method.");
        string type = string.Concat(name.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        string path = Path.Combine(folder, type + ".cs");
        if (File.Exists(path)) throw new IOException($"'{path}' exists. Choose another name, or edit that file.");
        using var stream = typeof(NewVerb).Assembly.GetManifestResourceStream($"Ganglion.Cli.Templates.{kind}.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Directory.CreateDirectory(folder);
        File.WriteAllText(path + ".part", reader.ReadToEnd().Replace("{Type}", type, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal));
        File.Move(path + ".part", path);
        return path;
    }

    private static string Folder(string inRepository) => Provenance.Root(Environment.CurrentDirectory) is { } root ? Path.Combine(root, inRepository) : ".";
}
