namespace System.Runtime.CompilerServices;

/// <summary>Lets records and <c>init</c> compile against netstandard2.0, which Roslyn demands of a generator.</summary>
internal static class IsExternalInit;
