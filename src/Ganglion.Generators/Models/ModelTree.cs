namespace Ganglion.Generators.Models;

/// <summary>All the emitter needs to know of one <c>[Model]</c> record.</summary>
/// <param name="Shell">The record and the types around it.</param>
/// <param name="Modifier">What stands between <c>public</c> and the method: <c>virtual </c>, <c>override </c> or nothing.</param>
/// <param name="AlsoMapsAs">
/// Types <c>T</c> of other <c>IModel&lt;T&gt;</c> the record implements, by an interface such as <c>ILayer : IModel&lt;ILayer&gt;</c>.
/// </param>
/// <param name="Members">The properties that hold tensors or models, in declaration order.</param>
internal sealed record ModelTree(TypeShell Shell, string Modifier, EquatableArray<string> AlsoMapsAs, EquatableArray<ModelMember> Members);

internal sealed record ModelMember(string Name, Node Node);

internal enum NodeKind
{
    /// <summary>A tensor.</summary>
    Leaf,

    /// <summary>A smaller model.</summary>
    Branch,

    /// <summary>An array or an <c>IReadOnlyList</c>, mapped to an array.</summary>
    Array,

    /// <summary>A collection mapped through a collection expression: <c>List</c>, <c>ImmutableArray</c>.</summary>
    List,
}

/// <summary>The shape of a property's type.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Type">The type without its own nullability, as code.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="Element">What a collection holds.</param>
/// <param name="Count">How a collection says its size: <c>Length</c> or <c>Count</c>.</param>
/// <param name="Through">The interface a branch must be cast to for an unambiguous <c>Map</c>.</param>
/// <param name="Cast">The type a branch's mapped value must be cast to, where <c>Map</c> returns a wider one.</param>
/// <param name="Absent">What a nullable value is when it is not there; an unconstrained type parameter has no <c>null</c>.</param>
internal sealed record Node(
    NodeKind Kind,
    string Type,
    bool IsNullable,
    Node? Element = null,
    string Count = "",
    string? Through = null,
    string? Cast = null,
    string Absent = "null")
{
    public string AnnotatedType => IsNullable ? Type + "?" : Type;

    public bool IsCollection => Element is not null;
}
