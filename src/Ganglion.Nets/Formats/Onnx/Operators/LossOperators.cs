using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Losses of classification: of each element, their sum, or their mean weighted by class.</summary>
internal static class LossOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("NegativeLogLikelihoodLoss", c => c.Like(Loss(c, c.F(0)))),
        new("SoftmaxCrossEntropyLoss", c => c.F(0).LogSoftmax(1) is var logs ? [c.Like(Loss(c, logs)), c.Like(logs)] : []),
    ];

    private static Tensor Loss(OnnxCall c, Tensor logs)
    {
        var target = c.Integers(1);
        var weights = c.MaybeF(2);
        int classes = logs.Shape[1], inner = Shapes.Count(logs.Shape[2..]);
        long ignored = c.Int("ignore_index", long.MinValue);
        int[] at = new int[target.Length], which = new int[target.Length];
        for (int i = 0; i < at.Length; i++)
        {
            long label = target.Values[i];
            if (label == ignored) { at[i] = which[i] = -1; continue; }
            if (label < 0 || label >= classes)
                throw new ArgumentOutOfRangeException(nameof(c), $"label {label} at position {i} is outside 0 to {classes - 1}");
            at[i] = (int)((i / inner * classes + label) * inner) + i % inner;
            which[i] = (int)label;
        }
        var shape = target.Shape;
        var ids = IntTensor.From(which, [which.Length]);
        var weight = (weights ?? Tensor.Ones([classes], logs.DType)).Take(ids);
        var loss = (logs.Take(IntTensor.From(at, [at.Length])) * weight).Neg();
        return c.Text("reduction", "mean") switch
        {
            "none" => loss.Reshape(shape),
            "sum" => loss.Sum(),
            _ => loss.Sum() / weight.Sum(),
        };
    }
}
