using System.Net;
using System.Net.Http.Headers;

namespace Ganglion.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file.</param>
/// <param name="Received">Bytes on disk, those of an earlier attempt included.</param>
/// <param name="Total">Bytes in all; null when the server does not say.</param>
public sealed record DownloadProgress(string File, long Received, long? Total);

/// <summary>
/// Fetches data sets from their publishers. A file is written as <c>NAME.part</c>, continued there after an interruption, compared with its hash, and
/// only
/// then given its name.
/// </summary>
public static class Download
{
    private const int Attempts = 3;

    /// <summary>
    /// Where fetched data sets are kept: the first folder of <c>GANGLION_DATA</c>, else <c>ganglion/data</c> in the user's local application data.
    /// </summary>
    public static string Folder =>
        (Environment.GetEnvironmentVariable("GANGLION_DATA") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) is [var first, ..]
        ? first : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "ganglion", "data");

    /// <summary>Fetches the files of a registered data set that are not there yet.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="folder">The folder that data sets are kept in; null = <see cref="Folder"/>. The files go to a folder of the set's name
    /// within.</param>
    /// <param name="progress">Told of progress a few times a second.</param>
    /// <param name="cancellation">Stops; what has arrived is kept for the next attempt.</param>
    /// <returns>The folder of the data set.</returns>
    /// <exception cref="DataException">No address is known, the server cannot be reached, or a hash differs.</exception>
    public static async Task<string> Fetch(KnownDataSet set, string? folder = null, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var target = Path.Combine(folder ?? Folder, set.Name);
        if (set.Downloads.Count == 0)
        {
            throw new DataException($"no address of files for '{set.Name}'", "an address whose files can be used as they are",
                $"Put the files into {target}{(set.Publisher.Length > 0 ? $"; the publisher is {set.Publisher}" : "")}.");
        }

        foreach (var file in set.Downloads) await Fetch(file, target, progress, cancellation).ConfigureAwait(false);
        return target;
    }

    /// <summary>Fetches one file, unless it is there already with the right hash.</summary>
    /// <param name="file">The file and its address.</param>
    /// <param name="folder">The folder it goes to.</param>
    /// <param name="progress">Told of progress a few times a second.</param>
    /// <param name="cancellation">Stops; what has arrived is kept for the next attempt.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="DataException">The server cannot be reached, or the hash differs: then nothing is kept.</exception>
    public static async Task<string> Fetch(DownloadFile file, string folder, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var path = Path.Combine(folder, file.File);
        if (File.Exists(path) && (file.Sha256 is null || DataFolder.HashOf(path) == file.Sha256)) return path;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + ".part";
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Receive(client, file, part, progress, cancellation).ConfigureAwait(false);
                break;
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                // A refused request will be refused again; a cut connection is worth another attempt from where it broke off.
                if (attempt < Attempts && error is not HttpRequestException { StatusCode: not null } && File.Exists(part)) continue;
                throw Unreachable(file, path, part, error);
            }
        }

        if (file.Sha256 is { } expected && DataFolder.HashOf(part) is var found && found != expected)
        {
            File.Delete(part);
            throw new DataException($"a file with sha256 {found}", $"sha256 {expected}",
                $"The publisher's file has changed, or something on the way replaced it; nothing was kept. The address is {file.Url}.", path);
        }

        File.Move(part, path, overwrite: true);
        return path;
    }

    private static async Task Receive(HttpClient client, DownloadFile file, string part, IProgress<DownloadProgress>? progress,
        CancellationToken cancellation)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Url);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && response.Content.Headers.ContentRange?.Length == have) return;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) File.Delete(part);
        response.EnsureSuccessStatusCode();
        var continued = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (!continued) have = 0;
        var total = response.Content.Headers.ContentLength is { } length ? have + length : (long?)null;
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var output = new FileStream(part, continued ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 16];
        var told = 0L;
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var got)
        {
            await output.WriteAsync(buffer.AsMemory(0, got), cancellation).ConfigureAwait(false);
            have += got;
            if (Environment.TickCount64 - told < 200) continue;
            told = Environment.TickCount64;
            progress?.Report(new(file.File, have, total));
        }

        progress?.Report(new(file.File, have, total));
        if (have < total) throw new IOException($"The connection ended after {have} of {total} bytes.");
    }

    private static DataException Unreachable(DownloadFile file, string path, string part, Exception error)
    {
        var found = error is HttpRequestException { StatusCode: { } status } ? $"the answer {(int)status} from {file.Url.Host}"
            : $"no connection to {file.Url.Host} ({error.Message})";
        var resume = File.Exists(part) ? " Run the same command again to continue where it broke off." : "";
        var hash = file.Sha256 is null ? "" : $" (sha256 {file.Sha256})";
        return new(found, $"the file {file.Url}", $"Without a network, put that file{hash} at {path}.{resume}", inner: error);
    }
}
