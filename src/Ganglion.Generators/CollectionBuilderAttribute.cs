namespace System.Runtime.CompilerServices;

/// <summary>Lets <see cref="Ganglion.Generators.EquatableArray{T}"/> be written as a collection expression on netstandard2.0.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
internal sealed class CollectionBuilderAttribute(Type builderType, string methodName) : Attribute
{
    public Type BuilderType => builderType;

    public string MethodName => methodName;
}
