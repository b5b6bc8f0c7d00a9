namespace Ganglion.Data;

/// <summary>Fetches data sets from their publishers.</summary>
public static class Download
{
    /// <summary>Where fetched data sets are kept: the first folder of <c>GANGLION_DATA</c>, else <c>ganglion/data</c> in the user's local application data.</summary>
    public static string Folder => (Environment.GetEnvironmentVariable("GANGLION_DATA") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) is [var first, ..]
        ? first : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "ganglion", "data");
}
