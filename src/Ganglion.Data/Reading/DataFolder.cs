using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Ganglion.Data;

/// <summary>
/// The files of one data set. Opens them with gzip undone wherever the content is gzip, and remembers which were read, so that the hash of a data
/// set covers exactly the bytes that made it.
/// </summary>
internal sealed class DataFolder(string path)
{
    public const string NoSuchFile = "no such file";

    private readonly SortedSet<string> read = new(StringComparer.Ordinal);

    public string Path { get; } = path;

    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>The first of the names that exists, plain or with <c>.gz</c>; null when none does.</summary>
    public string? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            foreach (var file in new[] { name, name + ".gz" })
            {
                var full = System.IO.Path.Combine(Path, file);
                if (File.Exists(full)) return full;
            }
        }

        return null;
    }

    /// <summary>The file, or an error that says which file is missing.</summary>
    public string Require(params string[] names) => Find(names) ?? throw new DataException(
        NoSuchFile, string.Join(" or ", names.Select(n => $"{n}[.gz]")),
        $"Put the file into this folder, or fetch the data set again (`ganglion data get {Name}`).", Path);

    public Stream Open(string file)
    {
        read.Add(file);
        return OpenFile(file);
    }

    public LineReader Lines(string file, Encoding? encoding = null) => new(file, new StreamReader(Open(file), encoding ?? Encoding.UTF8));

    public byte[] Bytes(string file)
    {
        using var stream = Open(file);
        var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>SHA-256 over the sorted lines <c>sha256  name</c> of the files read, as <c>sha256sum * | sha256sum</c> would give.</summary>
    public string Sha256()
    {
        var lines = read.Select(file => $"{HashOf(file)}  {System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/')}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    public static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Opens a file for reading; gzip is recognised by its first bytes, not by its name.</summary>
    public static Stream OpenFile(string file)
    {
        if (!File.Exists(file))
            throw new DataException(NoSuchFile, "a readable file", "Check the path; relative paths start at the current directory.", file);
        var stream = OpenOrExplain(file);
        var gzip = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        return gzip ? new CheckedGzip(stream, file) : stream;
    }

    private static FileStream OpenOrExplain(string file)
    {
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new DataException($"a file that cannot be opened ({error.Message})", "a readable file", "Check its permissions.", file,
                inner: error);
        }
    }

    /// <summary>
    /// A gzip stream whose end is checked against the length the file promises, so that a truncated download cannot pass for a short file.
    /// </summary>
    private sealed class CheckedGzip(FileStream source, string file) : Stream
    {
        private readonly GZipStream gzip = new(source, CompressionMode.Decompress);
        private long total;
        private bool ended;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => total; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int got;
            try
            {
                got = gzip.Read(buffer);
            }
            catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
            {
                throw Broken($"gzip data broken after {total} bytes", error);
            }

            total += got;
            if (got == 0 && buffer.Length > 0 && !ended)
            {
                ended = true;
                // The last four bytes of a gzip file hold the uncompressed length modulo 2^32; files of several members promise only the last one.
                var tail = new byte[4];
                source.Seek(-Math.Min(4, source.Length), SeekOrigin.End);
                source.ReadAtLeast(tail, 4, throwOnEndOfStream: false);
                var promised = BinaryPrimitives.ReadUInt32LittleEndian(tail);
                if (total < promised || (total == 0 && promised == 0 && source.Length < 18)) throw Broken($"gzip data that ends after {total} bytes",
                    null);
            }

            return got;
        }

        private DataException Broken(string found, Exception? inner) =>
            new(found, "a complete gzip file", "The file is truncated or damaged: fetch it again, and compare its sha256.", file, inner: inner);

        protected override void Dispose(bool disposing)
        {
            if (disposing) gzip.Dispose();
            base.Dispose(disposing);
        }
    }
}
