using System.Diagnostics;

namespace Ganglion.Cli.Tests;

/// <summary>Runs the command line as a person does: a process of its own, in an empty folder.</summary>
public sealed class Cli : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("ganglion-cli").FullName;

    public static string Root { get; } = FindRoot();

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public (int Code, string Out, string Error) Run(params string[] args)
    {
        using var process = Start(args);
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    public Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(Shell).Assembly.Location);
        foreach (string a in args) start.ArgumentList.Add(a);
        return Process.Start(start)!;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ganglion.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
