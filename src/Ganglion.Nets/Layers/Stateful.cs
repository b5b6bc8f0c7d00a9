namespace Ganglion.Nets;

/// <summary>
/// A network kept together with what it has seen, such as running statistics: what a store saves and a predictor loads. Training
/// differentiates in <paramref name="Net"/> alone and carries <paramref name="State"/> along.
/// </summary>
/// <param name="Net">What is trained.</param>
/// <param name="State">What the steps return.</param>
[Model]
public sealed partial record Stateful<TNet, TState>(TNet Net, TState State) where TNet : IModel<TNet> where TState : IModel<TState>;
