namespace Ganglion.Autodiff;

/// <summary>A model written by hand, as the generator would: y = tanh(x·Wᵀ + b)·v.</summary>
internal sealed record Dense(Tensor Weight, Tensor Bias, Tensor Out) : IModel<Dense>
{
    public static Dense Make(int inputs, int hidden, DType dtype = DType.F64, long seed = 1)
    {
        var rng = new Rng(2).Split(seed);
        return new(rng.Split("w").Normal([hidden, inputs], dtype: dtype), rng.Split("b").Normal([hidden], dtype: dtype),
            rng.Split("v").Normal([hidden, 1], dtype: dtype));
    }

    public Tensor Forward(Tensor x) => x.Linear(Weight, Bias).Tanh().MatMul(Out).Squeeze(1);

    public void Visit(string prefix, Action<string, Tensor> visit)
    {
        visit(prefix + nameof(Weight), Weight);
        visit(prefix + nameof(Bias), Bias);
        visit(prefix + nameof(Out), Out);
    }

    public Dense Map(string prefix, Func<string, Tensor, Tensor> map) =>
        new(map(prefix + nameof(Weight), Weight), map(prefix + nameof(Bias), Bias), map(prefix + nameof(Out), Out));
}
