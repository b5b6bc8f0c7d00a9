namespace Ganglion.Nets;

/// <summary>A file that does not say what its format requires: which file, where in it, what was expected and what to do.</summary>
/// <param name="file">The file's name, as it was given.</param>
/// <param name="offset">The byte at which the fault was found.</param>
/// <param name="expectation">What was found and what was expected there, without a full stop.</param>
/// <param name="remedy">What the reader of the message can do, as a sentence.</param>
public sealed class FileFormatException(string file, long offset, string expectation, string remedy)
    : FormatException($"{file}, byte {offset}: {expectation}. {remedy}")
{
    /// <summary>The file's name, as it was given.</summary>
    public string File { get; } = file;

    /// <summary>The byte at which the fault was found.</summary>
    public long Offset { get; } = offset;
}
