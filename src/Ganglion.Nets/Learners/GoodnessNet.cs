namespace Ganglion.Nets;

/// <summary>
/// A perceptron trained by two forward passes (Hinton 2022): each layer makes the goodness of real inputs large and that of false ones small, and no
/// gradient crosses from one layer to another. The class is part of the input, so that a false input is an image with another class.
/// </summary>
/// <param name="Layers">Linear layers, each followed by a ReLU.</param>
[Model]
public sealed partial record GoodnessNet(Linear[] Layers)
{
    /// <summary>Layers between the given sizes, each begun as <see cref="Linear.Create"/> does.</summary>
    /// <param name="sizes">Inputs and hidden sizes.</param>
    /// <param name="rng">The key.</param>
    /// <param name="dtype">The element type.</param>
    public static GoodnessNet Create(IReadOnlyList<int> sizes, Rng rng, DType dtype = DType.F32) =>
        new([.. Enumerable.Range(0, sizes.Count - 1).Select(i => Linear.Create(sizes[i], sizes[i + 1], rng.Split(i), dtype: dtype))]);

    /// <summary>Images with their class written over the first pixels: 1 at the class, 0 at the others.</summary>
    /// <param name="x"><c>[batch, pixels]</c>.</param>
    /// <param name="labels">The class of each image, or what it is said to be.</param>
    /// <param name="classes">How many classes.</param>
    /// <returns><c>[batch, pixels]</c>.</returns>
    public static Tensor Overlay(Tensor x, IntTensor labels, int classes) =>
        Tensor.Concat([labels.OneHot(classes, x.DType), x.Slice(1, classes, x.Size(1) - classes)], 1);

    /// <summary>What each layer's units do.</summary>
    /// <param name="x"><c>[batch, inputs]</c>.</param>
    /// <param name="local">Whether gradients stop at the border of a layer; backpropagation otherwise.</param>
    /// <returns><c>[batch, units]</c> of each layer.</returns>
    public Tensor[] Activities(Tensor x, bool local = true)
    {
        var activities = new Tensor[Layers.Length];
        for (int i = 0; i < activities.Length; i++)
        {
            if (i > 0) x = Normalized(local ? x.Detach() : x);     // its length, which is the goodness below, must not tell
            activities[i] = x = Layers[i].Forward(x).Relu();
        }
        return activities;
    }

    /// <summary>The mean square of a layer's units <c>[batch]</c>.</summary>
    public static Tensor Goodness(Tensor activity) => activity.Square().Mean(1);

    /// <summary>The loss of real and false inputs, softplus(θ - real) + softplus(false - θ), averaged (equation 1).</summary>
    /// <param name="real"><c>[batch]</c>: goodness.</param>
    /// <param name="wrong"><c>[batch]</c>: goodness of false inputs.</param>
    /// <param name="threshold">θ.</param>
    public static Tensor Contrast(Tensor real, Tensor wrong, double threshold) => ((threshold - real).Softplus() + (wrong - threshold).Softplus()).Mean();

    /// <summary>For each class another one, all others equally likely: what makes an input false.</summary>
    /// <param name="labels">The classes.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="rng">The key of this step.</param>
    public static int[] Mislabel(int[] labels, int classes, Rng rng)
    {
        int[] shift = rng.Integers(labels.Length, classes - 1);
        return [.. labels.Select((y, i) => (y + 1 + shift[i]) % classes)];
    }

    /// <summary>The sum over layers of <see cref="Contrast"/>.</summary>
    /// <param name="real"><c>[batch, inputs]</c>.</param>
    /// <param name="wrong"><c>[batch, inputs]</c>: false inputs.</param>
    /// <param name="threshold">θ.</param>
    /// <param name="local">Whether each layer learns by itself; by backpropagation otherwise.</param>
    public Tensor Loss(Tensor real, Tensor wrong, double threshold, bool local = true) => Activities(real, local)
        .Zip(Activities(wrong, local), (a, b) => Contrast(Goodness(a), Goodness(b), threshold)).Aggregate((a, b) => a + b);

    /// <summary>The goodness of each class, a layer at a time, the input tried with every class.</summary>
    /// <param name="x"><c>[batch, inputs]</c>.</param>
    /// <param name="classes">How many classes.</param>
    /// <returns><c>[batch, classes]</c> of each layer.</returns>
    public Tensor[] ClassGoodness(Tensor x, int classes)
    {
        var tried = Enumerable.Range(0, classes)
            .Select(c => Activities(Overlay(x, (IntTensor)Enumerable.Repeat(c, x.Size(0)).ToArray(), classes))).ToArray();
        return [.. Layers.Select((_, l) => Tensor.Stack([.. tried.Select(t => Goodness(t[l]))], 1))];
    }

    private static Tensor Normalized(Tensor x) => x / ((x.Square().Mean(1, keepDims: true) + 1e-8).Sqrt());
}
