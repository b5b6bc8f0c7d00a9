using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Ganglion.Lab;
using Ganglion.Recipes;
using Spectre.Console;

namespace Ganglion.Cli;

/// <summary>What all verbs share: options, the recipes, exit codes, and how an error is told.</summary>
internal static class Shell
{
    /// <summary>Exit codes: the verdict is one of them.</summary>
    public const int Ok = 0, Negative = 1, BadInput = 2, Stopped = 130;

    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document on standard output and nothing else there.", Recursive = true };
    public static readonly Option<int> Seed = new("--seed") { Description = "The seed of everything random.", Recursive = true, DefaultValueFactory = _ => 0 };
    public static readonly Option<int> Threads = new("--threads") { Description = "Threads to compute with; results do not depend on it.", Recursive = true, DefaultValueFactory = _ => Environment.ProcessorCount };
    public static readonly Option<bool> Trace = new("--trace") { Description = "With an error, print where in the code it arose.", Recursive = true };

    public static RecipeBook Book => Jobs.Book;

    public static IAnsiConsole Out { get; } = Terminal(Console.Out, Console.IsOutputRedirected);

    /// <summary>Progress goes to standard error, so that standard output holds results only.</summary>
    public static IAnsiConsole Error { get; } = Terminal(Console.Error, Console.IsErrorRedirected);

    /// <summary>Gives a command its action, with errors told in one message.</summary>
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (parse, cancel) =>
        {
            try
            {
                if (parse.GetValue(Threads) is var threads && threads < 1) throw new ArgumentException($"--threads {threads}: 1 or more is needed.");
                Compute.Threads = threads;
                return await action(parse, cancel);
            }
            catch (OperationCanceledException) { return Stopped; }
            catch (Exception e) when (!parse.GetValue(Trace)) { return Tell(e, parse.GetValue(Json)); }
        });
        return command;
    }

    public static Command Does(this Command command, Func<ParseResult, int> action) => command.Does((parse, _) => Task.FromResult(action(parse)));

    /// <summary>Reads <c>90s</c>, <c>5m</c>, <c>1h30m</c>.</summary>
    public static TimeSpan? Duration(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        double seconds = 0;
        string number = "";
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c) || c == '.') { number += c; continue; }
            double unit = c switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
            if (unit == 0 || !double.TryParse(number, CultureInfo.InvariantCulture, out double n)) { result.AddError(Wrong()); return null; }
            seconds += n * unit;
            number = "";
        }
        if (number.Length > 0 || seconds <= 0) { result.AddError(Wrong()); return null; }
        return TimeSpan.FromSeconds(seconds);

        string Wrong() => $"'{text}' is not a duration. Write 90s, 5m or 1h30m.";
    }

    /// <summary>Reads <c>5000</c>, <c>20k</c>, <c>10M</c>, <c>1.5G</c>.</summary>
    public static long Count(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        double unit = text.Length == 0 ? 0 : text[^1] switch { 'k' or 'K' => 1e3, 'm' or 'M' => 1e6, 'g' or 'G' => 1e9, _ => 1 };
        if (double.TryParse(unit == 1 ? text : text[..^Math.Min(1, text.Length)], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double n) && n * unit is >= 1 and < 1e15)
            return (long)(n * unit);
        result.AddError($"'{text}' is not a count. Write 5000, 20k or 10M.");
        return 0;
    }

    /// <summary>The recipe of an id, or of a catalogue id such as <c>P552</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is none; a work of the catalogue that no recipe runs yet is named.</exception>
    public static Recipe Recipe(string id) => Book.All.FirstOrDefault(r => id.Equals(r.Paper.Catalog, StringComparison.OrdinalIgnoreCase))
        ?? (Catalogue.Find(id) is { } row ? throw new KeyNotFoundException($"{row.Id} is '{row.Title}' ({row.Wing}, size {row.Size}); no recipe runs it yet.") : Book[id]);

    /// <summary>Splits <c>a,b c</c>.</summary>
    public static string[] List(string? text) => text?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Reads <c>name=value</c> pairs.</summary>
    public static Dictionary<string, string> Settings(IEnumerable<string> pairs) => pairs.SelectMany(List).Select(pair => pair.Split('=', 2) is [var name, var value] ? (name, value)
        : throw new FormatException($"'{pair}' is not a setting. Write name=value, for example hidden=32.")).ToDictionary(p => p.name, p => p.value, StringComparer.Ordinal);

    public static string Text(TimeSpan time) => time.TotalHours >= 1 ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    public static string Text(FormattableString text) => FormattableString.Invariant(text);

    public static void Print(JsonNode json) => Console.Out.WriteLine(json.ToJsonString(new() { WriteIndented = true, TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine() }));

    /// <summary>A plain table: header, then rows.</summary>
    public static void Print(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, params int[] right) => Print(Out, header, rows, right);

    public static void Print(IAnsiConsole to, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, params int[] right)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < header.Count; i++)
        {
            var column = new TableColumn(Markup.Escape(header[i]));
            table.AddColumn(right.Contains(i) ? column.RightAligned().NoWrap() : column);
        }
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        to.Write(table);
    }

    private static int Tell(Exception e, bool json)
    {
        string message = e is AggregateException { InnerException: { } inner } ? inner.Message : e.Message;
        if (json) Print(new JsonObject { ["error"] = message });
        else Error.MarkupLineInterpolated($"[red]error:[/] {message}");
        return BadInput;
    }

    // A file or a pipe has no colours, no cursor and no width: nothing wraps there.
    private static IAnsiConsole Terminal(TextWriter to, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(to),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected) console.Profile.Width = 200;
        return console;
    }
}
