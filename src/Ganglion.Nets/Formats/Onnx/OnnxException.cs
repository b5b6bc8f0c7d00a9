namespace Ganglion.Nets.Onnx;

/// <summary>A model that cannot be evaluated: which node, and why.</summary>
/// <param name="message">What went wrong and where.</param>
/// <param name="inner">What the operation said.</param>
public sealed class OnnxException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
