using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Ganglion.Data.Tests;

public sealed class DownloadTests : IDisposable
{
    private readonly TestData.Scratch scratch = new();
    private readonly byte[] content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 % 251))];

    public void Dispose() => scratch.Dispose();

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(content));

    [Fact]
    public async Task A_file_arrives_whole_and_progress_is_told()
    {
        using var server = new Server(content);
        var told = new List<DownloadProgress>();
        var path = await Download.Fetch(new DownloadFile(server.Url, "a.bin", Hash), scratch.Path, new Told(told));
        Assert.Equal(content, await File.ReadAllBytesAsync(path));
        Assert.False(File.Exists(path + ".part"));
        Assert.Equal(new("a.bin", content.Length, content.Length), told[^1]);
        await Download.Fetch(new DownloadFile(server.Url, "a.bin", Hash), scratch.Path);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_cut_connection_is_continued_where_it_broke_off()
    {
        using var server = new Server(content) { CutFirstAfter = 100_000 };
        var path = await Download.Fetch(new DownloadFile(server.Url, "a.bin", Hash), scratch.Path);
        Assert.Equal(content, await File.ReadAllBytesAsync(path));
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains("Range: bytes=", server.Requests[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_part_of_an_earlier_run_is_continued()
    {
        using var server = new Server(content);
        scratch.Write("a.bin.part", content[..123_456]);
        var path = await Download.Fetch(new DownloadFile(server.Url, "a.bin", Hash), scratch.Path);
        Assert.Equal(content, await File.ReadAllBytesAsync(path));
        Assert.Contains("bytes=123456-", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_continue_sends_the_file_anew()
    {
        using var server = new Server(content) { IgnoresRange = true };
        scratch.Write("a.bin.part", new byte[50_000]);
        Assert.Equal(content, await File.ReadAllBytesAsync(await Download.Fetch(new DownloadFile(server.Url, "a.bin", Hash), scratch.Path)));
    }

    [Fact]
    public async Task A_wrong_hash_is_refused_and_nothing_is_kept()
    {
        using var server = new Server(content);
        var error = await Assert.ThrowsAsync<DataException>(() =>
            Download.Fetch(new DownloadFile(server.Url, "a.bin", new string('0', 64)), scratch.Path));
        Assert.Contains(Hash, error.Found, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(scratch.Path));
    }

    [Fact]
    public async Task A_missing_file_is_not_asked_for_again()
    {
        using var server = new Server(content) { Status = "404 Not Found" };
        var error = await Assert.ThrowsAsync<DataException>(() => Download.Fetch(new DownloadFile(server.Url, "a.bin", Hash), scratch.Path));
        Assert.Contains("the answer 404", error.Found, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Offline_the_error_says_where_to_put_which_file()
    {
        string url;
        using (var server = new Server(content)) url = server.Url;
        var error = await Assert.ThrowsAsync<DataException>(() => Download.Fetch(new DownloadFile(url, "a.bin", Hash), scratch.Path));
        Assert.Contains($"put that file (sha256 {Hash}) at {Path.Combine(scratch.Path, "a.bin")}", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_without_addresses_names_its_publisher()
    {
        var error = await Assert.ThrowsAsync<DataException>(() => Download.Fetch(Datasets.Cora, scratch.Path));
        Assert.Contains(Datasets.Cora.Publisher, error.Remedy, StringComparison.Ordinal);
    }

    private sealed class Told(List<DownloadProgress> list) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => list.Add(value);
    }

    /// <summary>A web server of one file on the loopback address.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly byte[] content;

        public Server(byte[] content)
        {
            this.content = content;
            listener.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/file";
            _ = Task.Run(Serve);
        }

        public string Url { get; }

        public List<string> Requests { get; } = [];

        public int CutFirstAfter { get; init; } = int.MaxValue;

        public bool IgnoresRange { get; init; }

        public string Status { get; init; } = "200 OK";

        public void Dispose() => listener.Stop();

        private async Task Serve()
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await listener.AcceptTcpClientAsync();
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException)
                {
                    return;
                }

                using (client) await Answer(client.GetStream());
            }
        }

        private async Task Answer(NetworkStream stream)
        {
            var request = new StringBuilder();
            var buffer = new byte[4096];
            while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                var got = await stream.ReadAsync(buffer);
                if (got == 0) return;
                request.Append(Encoding.ASCII.GetString(buffer, 0, got));
            }

            Requests.Add(request.ToString());
            var from = IgnoresRange ? 0 : From(request.ToString());
            var head = Status != "200 OK" ? $"HTTP/1.1 {Status}\r\nContent-Length: 0\r\n"
                : from > 0 ? $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n"
                    + $"Content-Length: {content.Length - from}\r\n"
                : $"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "Connection: close\r\n\r\n"));
            if (Status != "200 OK") return;
            var until = Requests.Count == 1 ? (int)Math.Min(content.Length, (long)from + CutFirstAfter) : content.Length;
            await stream.WriteAsync(content.AsMemory(from..until));
        }

        private static int From(string request)
        {
            var at = request.IndexOf("bytes=", StringComparison.OrdinalIgnoreCase);
            return at < 0 ? 0 : int.Parse(request.AsSpan(at + 6, request.IndexOf('-', at) - at - 6), CultureInfo.InvariantCulture);
        }
    }
}
