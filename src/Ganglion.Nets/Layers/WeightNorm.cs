namespace Ganglion.Nets;

/// <summary>
/// A weight as directions and lengths, w = length · v / ‖v‖ for each output (Salimans and Kingma 2016, equation 2):
/// <c>new Linear(norm.Weight(), bias).Forward(x)</c>.
/// </summary>
/// <param name="Direction">v: <c>[outputs, …]</c>.</param>
/// <param name="Length"><c>[outputs]</c>.</param>
[Model]
public sealed partial record WeightNorm(Tensor Direction, Tensor Length)
{
    /// <summary>Directions and lengths of a weight <c>[outputs, …]</c> as it stands.</summary>
    public static WeightNorm Create(Tensor weight) => new(weight, weight.Flatten(1).Norm(1));

    /// <summary>The weight: Direction's shape.</summary>
    public Tensor Weight()
    {
        var rows = Direction.Flatten(1);
        return (rows * (Length / rows.Norm(1)).Unsqueeze(1)).Reshape(Direction.Shape);
    }
}
