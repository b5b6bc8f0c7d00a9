using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>The same for everybody: what most users took. A method that learns tastes must beat it.</summary>
[Recipe("popularity")]
public sealed partial class Popularity : Recommender<Popularity.Counts, Popularity.Options>
{
    public override Paper Paper =>
        new("Performance of recommender algorithms on top-N recommendation tasks", "Cremonesi, Koren, Turrin", 2010, "doi:10.1145/1864708.1864721");

    public override string Summary => "An item's score is the number of users that took it in training.";

    public sealed record Options;

    public override bool IsDifferentiable => false;

    public override Counts Create(TopNInfo info, Options o, Rng rng) => new(Tensor.Zeros([info.Items]));

    public override Counts Fit(TopNRecommendation task, Options o, Run run) =>
        new(Tensor.From([.. task.Info.Popularity.Select(c => (float)c)], task.Info.Items));

    public override Tensor Predict(Counts net, IntTensor users, Options o) =>
        net.Taken.Reshape(1, -1).Expand([users.Length, net.Taken.Length]).Contiguous();

    /// <summary>How many users took each item, <c>[items]</c>.</summary>
    [Model]
    public sealed partial record Counts(Tensor Taken);
}
