using System.Text.Json;

namespace Ganglion.Golden;

/// <summary>The operations of the fixtures, by ours; <c>torch_operations.py</c> holds PyTorch's.</summary>
internal static class Operations
{
    public static Tensor Apply(JsonElement step, Tensor[] of)
    {
        Tensor x = of[0], y = of[^1];
        int Int(string name) => step.GetProperty(name).GetInt32();
        double Number(string name) => step.GetProperty(name).GetDouble();
        bool Flag(string name) => step.GetProperty(name).GetBoolean();
        int[] Ints(string name) => [.. step.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];
        IntTensor Index() => IntTensor.From(Ints("index"), Ints("shape"));
        int Axis() => Int("axis");
        bool Keep() => Flag("keep");
        int[] Ids() => Ints("ids");

        return step.GetProperty("op").GetString() switch
        {
            "neg" => x.Neg(), "abs" => x.Abs(), "exp" => x.Exp(), "expm1" => x.Expm1(), "log" => x.Log(), "log1p" => x.Log1p(), "sqrt" => x.Sqrt(),
            "rsqrt" => x.Rsqrt(), "reciprocal" => x.Reciprocal(), "square" => x.Square(), "sin" => x.Sin(), "cos" => x.Cos(), "tan" => x.Tan(),
            "tanh" => x.Tanh(), "sigmoid" => x.Sigmoid(), "softplus" => x.Softplus(), "relu" => x.Relu(), "erf" => x.Erf(), "erfc" => x.Erfc(),
            "erfinv" => x.ErfInv(), "gelu" => x.Gelu(), "silu" => x.Silu(), "mish" => x.Mish(), "softsign" => x.Softsign(), "selu" => x.Selu(),
            "hard_sigmoid" => x.HardSigmoid(), "hard_swish" => x.HardSwish(), "log_sigmoid" => x.LogSigmoid(), "asin" => x.Asin(), "acos" => x.Acos(),
            "atan" => x.Atan(), "sinh" => x.Sinh(), "cosh" => x.Cosh(), "asinh" => x.Asinh(), "acosh" => x.Acosh(), "atanh" => x.Atanh(),
            "lgamma" => x.LogGamma(), "digamma" => x.Digamma(), "trace" => x.Trace(), "ceil" => x - x.Ceil(), "floor" => x - x.Floor(),
            "round" => x - x.Round(), "trunc" => x - x.Trunc(), "sign" => x * x.Sign(),

            "add" => x + y, "sub" => x - y, "mul" => x * y, "div" => x / y, "maximum" => x.Maximum(y), "minimum" => x.Minimum(y),
            "atan2" => x.Atan2(y),
            "pow_tensor" => x.Pow(y), "fmod" => x.Fmod(y), "remainder" => x.Remainder(y), "logaddexp" => x.LogAddExp(y),
            "greater" => x.Greater(y).Where(x * y, x + y), "prelu" => x.PRelu(y), "masked_fill" => x.MaskedFill(y.Greater(0), -0.5),

            "softmax" => x.Softmax(Axis()), "log_softmax" => x.LogSoftmax(Axis()), "cumsum" => x.CumSum(Axis()), "cumprod" => x.CumProd(Axis()),
            "logcumsumexp" => x.LogCumSumExp(Axis()), "cummax" => x.CumMax(Axis()).Values, "cummin" => x.CumMin(Axis()).Values,
            "flip" => x.Flip(Axis()), "sort" => x.Sort(Axis()).Values, "sort_falling" => x.Sort(Axis(), descending: true).Values,
            "glu" => x.Glu(Axis()), "cumsum_reverse" => x.CumSum(Axis(), reverse: true),
            "max_position" => x * (x.ArgMax(Axis()).ToTensor(DType.F64).Unsqueeze(Axis()) + 1),
            "min_position" => x * (x.ArgMin(Axis()).ToTensor(DType.F64).Unsqueeze(Axis()) + 1),

            "sum" => x.Sum(Axis(), Keep()), "mean" => x.Mean(Axis(), Keep()), "prod" => x.Prod(Axis(), Keep()), "max" => x.Max(Axis(), Keep()),
            "min" => x.Min(Axis(), Keep()), "var" => x.Var(Axis(), Keep(), correction: 0), "std" => x.Std(Axis(), Keep()),
            "logsumexp" => x.LogSumExp(Axis(), Keep()), "norm" => x.Norm(Axis(), Keep()), "norm1" => x.VectorNorm(1, Axis(), Keep()),
            "norm3" => x.VectorNorm(3, Axis(), Keep()), "norminf" => x.VectorNorm(double.PositiveInfinity, Axis(), Keep()),

            "affine" => x.Affine(Number("scale"), Number("shift")), "pow" => x.Pow(Number("p")), "cube" => x.Pow(3), "clamp" => x.Clamp(-0.75, 0.5),
            "leaky_relu" => x.LeakyRelu(0.1), "elu" => x.Elu(0.7), "celu" => x.Celu(0.7), "threshold" => x.Threshold(0.25, -1.5),
            "polygamma" => x.Polygamma(Int("n")), "reshape" => x.Reshape(Ints("shape")), "permute" => x.Permute(Ints("axes")),
            "slice" => x.Slice(Axis(), Int("start"), Int("count"), Int("step")), "pad" => x.Pad(Axis(), Int("before"), Int("after")),
            "tile" => x.Tile(Ints("repeats")), "repeat_interleave" => x.RepeatInterleave(2, Axis()), "expand" => x.Expand(Ints("shape")),
            "roll" => x.Roll(Int("shift"), Axis()), "topk" => x.TopK(Int("k"), Axis(), Flag("largest")).Values,
            "diagonal" => x.Diagonal(Int("offset")),
            "diag_embed" => x.DiagEmbed(Int("offset")), "tril" => x.Tril(Int("offset")), "triu" => x.Triu(Int("offset")),
            "gather" => x.Gather(Axis(), Index()), "index_select" => x.IndexSelect(Axis(), Ids()), "gather_rows" => x.GatherRows(Ids()),
            "scatter_add_rows" => x.ScatterAddRows(Ids(), Int("rows")), "take" => x.Take(Index()), "put_add" => x.PutAdd(Ints("index"), [2, 4]),
            "pick" => x.Pick(Ids()), "cross_entropy" => x.SoftmaxCrossEntropy(Ids()), "segment_sum" => x.SegmentSum(Ints("pointers")),
            "segment_mean" => x.SegmentMean(Ints("pointers")), "segment_max" => x.SegmentMax(Ints("pointers")),
            "segment_min" => x.SegmentMin(Ints("pointers")), "segment_std" => x.SegmentStd(Ints("pointers")),
            "segment_softmax" => x.SegmentSoftmax(Ints("pointers")), "layer_norm" => x.LayerNorm(eps: 0.01),
            "group_norm" => x.GroupNorm(2, eps: 0.01),
            "batch_norm" => x.BatchNorm(null, null, 0.01).Y, "max_pool2d" => x.MaxPool2d(2, 1, 1), "avg_pool2d" => x.AvgPool2d(2, 1, 1),

            "conv2d" => x.Conv2d(of[1], of[2], Int("stride"), Int("padding"), Int("dilation"), Int("groups")),
            "conv_transpose2d" => x.ConvTranspose2d(of[1], of[2], Int("stride"), Int("padding")),
            "matmul" => x.MatMul(y, Flag("ta"), Flag("tb")), "linear" => x.Linear(of[1], of[2]), "outer" => x.Outer(y),
            "einsum" => Tensor.Einsum(step.GetProperty("equation").GetString()!, x, y), "concat" => Tensor.Concat([x, y], Axis()),
            "stack" => Tensor.Stack([x, y], Axis()), "cdist" => x.Cdist(y), "cosine_similarity" => x.CosineSimilarity(y),
            "pairwise_distance" => x.PairwiseDistance(y), "scatter_add" => x.ScatterAdd(Axis(), Index(), y),
            "scatter" => x.Scatter(Axis(), Index(), y),
            "attention" => x.Attention(of[1], of[2], causal: Flag("causal")), "affine_layer_norm" => x.LayerNorm(of[1], of[2], 0.01),
            "affine_batch_norm" => x.BatchNorm(of[1], of[2], 0.01).Y,
            var name => throw new NotSupportedException($"The fixtures name an operation '{name}' that this test does not know."),
        };
    }
}
