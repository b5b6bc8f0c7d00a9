namespace Ganglion.Nets;

/// <summary>Writes a file whole or not at all: under a temporary name beside it, then renamed.</summary>
internal static class WholeFile
{
    private static int s_serial;

    public static void Write(string path, Action<Stream> write)
    {
        path = Path.GetFullPath(path);
        if (Path.GetDirectoryName(path) is { } folder) Directory.CreateDirectory(folder);
        string temporary = $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref s_serial)}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16)) write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
