using static Ganglion.Nets.Onnx.OnnxOperator;

namespace Ganglion.Nets.Onnx;

/// <summary>Softmax and its logarithm. Before opset 13 they span all axes from the given one on.</summary>
internal static class SoftmaxOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        One("Softmax", c => Rows(c, x => x.Softmax())), One("LogSoftmax", c => Rows(c, x => x.LogSoftmax())),
        One("Softmax", c => c.Like(c.F(0).Softmax(c.Axis(c.F(0).Rank, -1))), 13),
        One("LogSoftmax", c => c.Like(c.F(0).LogSoftmax(c.Axis(c.F(0).Rank, -1))), 13),
    ];

    private static OnnxFloats Rows(OnnxCall c, Func<Tensor, Tensor> f)
    {
        var x = c.F(0);
        return c.Like(f(x.Reshape(Shapes.Count(x.Shape[..c.Axis(x.Rank, 1)]), -1)).Reshape(x.Shape));
    }
}
