namespace Ganglion;

/// <summary>Element-wise functions of one operand; <c>p</c> is a parameter that only some of them read.</summary>
internal enum UnaryKind
{
    Neg, Abs, Sign, Exp, Expm1, Log, Log1p, Sqrt, Rsqrt, Reciprocal, Square, Sin, Cos, Tanh, Sigmoid, Softplus, Relu, Step, Erf, Floor, Pow, LeakyRelu, Elu, Gelu, Silu, Affine, ClampMin, ClampMax, IsPositive,
    Tan, Asin, Acos, Atan, Sinh, Cosh, Asinh, Acosh, Atanh, Ceil, Round, Trunc, Erfc, ErfInv, Lgamma, Polygamma
}

/// <summary>Element-wise functions of two operands. Comparisons give 1 or 0; <c>Gate</c> is a where b &gt; 0, else 0.
/// <c>…Backward</c>: a times the derivative of the function, from its value b (tanh, sigmoid) or its operand b (the others).</summary>
internal enum BinaryKind { Add, Sub, Mul, Div, Pow, Max, Min, Equal, Greater, GreaterEqual, Gate, Atan2, TanhBackward, SigmoidBackward, SoftplusBackward, SiluBackward, GeluBackward, Fmod, Remainder }

/// <summary>Reductions over one axis.</summary>
internal enum ReduceKind { Sum, Max, Min, Prod }

/// <summary>The geometry of a 2-D convolution or pooling on <c>[batch, channels, height, width]</c>.</summary>
internal readonly record struct ConvShape(int Batch, int Channels, int Height, int Width, int Filters, int KernelHeight, int KernelWidth,
    int StrideHeight, int StrideWidth, int PadHeight, int PadWidth, int DilationHeight, int DilationWidth, int Groups)
{
    /// <summary>Rows of padding at the bottom beyond those at the top; negative if there are fewer.</summary>
    public int ExtraHeight { get; init; }

    /// <summary>Columns of padding at the right beyond those at the left; negative if there are fewer.</summary>
    public int ExtraWidth { get; init; }

    public int OutHeight => (Height + 2 * PadHeight + ExtraHeight - DilationHeight * (KernelHeight - 1) - 1) / StrideHeight + 1;

    public int OutWidth => (Width + 2 * PadWidth + ExtraWidth - DilationWidth * (KernelWidth - 1) - 1) / StrideWidth + 1;
}

/// <summary>The sizes of a recurrence. With lengths, step t of sample b leaves its state alone outside the first lengths[b] steps, or the last if
/// <paramref name="Late"/>.</summary>
internal readonly record struct SequenceShape(int Time, int Batch, int Units, int[]? Lengths, bool Late)
{
    public bool Runs(int b, int t) => Lengths is null || (Late ? t >= Time - Lengths[b] : t < Lengths[b]);
}

/// <summary>The sizes and options of an attention: key j of sample b is seen by query i if j &lt; lengths[b] and, where causal, j ≤ i + keys -
/// queries. Weight (b, h, i, j) is dropped by word ((b·heads + h)·queries + i)·keys + j of the Philox stream of <paramref name="Key"/>.</summary>
internal readonly record struct AttentionShape(int Batch, int Heads, int Queries, int Keys, int Width, int Outputs, bool Causal, int[]? Lengths,
    double Scale, double Dropout, ulong Key)
{
    /// <summary>How many keys query i of sample b sees: always the first ones.</summary>
    public int Seen(int b, int i) => Math.Max(0, Math.Min(Lengths?[b] ?? Keys, Causal ? i + 1 + Keys - Queries : Keys));
}

/// <summary>
/// The seam between operations and machines: every array computation of the engine, on operands already checked for shape.
/// Results are contiguous at offset 0, written whole, and never alias an operand. Operands are contiguous unless the method says
/// "any strides". All operands of a call have one element type. Reductions follow a fixed tree: the same bits on any number of threads.
/// </summary>
internal abstract partial class Kernels
{
    [ThreadStatic] private static Kernels? t_current;

    /// <summary>The backend of this thread.</summary>
    public static Kernels Current { get => t_current ?? CpuKernels.Instance; set => t_current = value; }

    public abstract string Name { get; }

    // ---- element-wise; any strides ----

    /// <summary>y = f(x; p, q). <c>Pow</c>: x^p. <c>Affine</c>: p·x + q. <c>LeakyRelu</c>, <c>Elu</c>: slope p. <c>ClampMin/Max</c>: bound p.
    /// <c>Polygamma</c>: order p.
    /// <c>Step</c>: 1 where x &gt; 0, else p (the derivative of a leaky ReLU of slope p).</summary>
    public abstract void Unary(UnaryKind kind, Tensor x, Tensor y, double p = 0, double q = 0);

    /// <summary>y = f(a, b); a and b are already broadcast to y's shape (axes of stride 0).</summary>
    public abstract void Binary(BinaryKind kind, Tensor a, Tensor b, Tensor y);

    /// <summary>y = c != 0 ? a : b, all of y's shape.</summary>
    public abstract void Where(Tensor c, Tensor a, Tensor b, Tensor y);

    /// <summary>y = x, converting the element type if they differ. Here y too may be strided, and part of a larger buffer.</summary>
    public abstract void Copy(Tensor x, Tensor y);

    // ---- along one axis; x seen as [outer, n, inner] ----

    /// <summary>y[outer, inner] = reduce over n. An empty sum is 0, an empty product 1; max and min need n of one or more.</summary>
    public abstract void Reduce(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner);

    /// <summary>The position of the (first) largest element along n; NaN counts as largest.</summary>
    public abstract void ArgMax(Tensor x, int[] y, int outer, int n, int inner);

    /// <summary>The first k positions of each row of x [rows, n] in rising (or falling) order; equal elements keep theirs. NaN counts as smallest.
    /// y is [rows, k].</summary>
    public abstract void Order(Tensor x, int[] y, int rows, int n, int k, bool descending);

    /// <summary>Running sum or product along n, from the end if <paramref name="reverse"/>.</summary>
    public abstract void Cumulate(ReduceKind kind, Tensor x, Tensor y, int outer, int n, int inner, bool reverse);

    /// <summary>Softmax, or its logarithm, of each row of x [rows, n].</summary>
    public abstract void Softmax(Tensor x, Tensor y, int rows, int n, bool log);

    // ---- matrices ----

    /// <summary>
    /// c[i] = op(a[i]) · op(b[i]) for each matrix i of a batch; c is [batch, m, n]. a is [batch, m, k], or [batch, k, m] if
    /// <paramref name="transposeA"/>; a batch stride of 0 repeats one matrix. Strides are in elements, rows are contiguous.
    /// With <paramref name="bias"/> [n], it is added to each row.
    /// </summary>
    public abstract void MatMul(Tensor a, bool transposeA, int strideA, Tensor b, bool transposeB, int strideB, Tensor c, int batch, int m, int n, int k, Tensor? bias = null);

    // ---- sparse; rows own their results ----

    /// <summary>y[r, :] = α Σ over e in row r of values[e] · x[columns[e], :] + β add[r, :]; x is [n, f]. Without values, all are 1.</summary>
    public abstract void SpMM(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int f, double alpha = 1, double beta = 0, Tensor? add = null);

    /// <summary>values[e] = ⟨a[row(e), :], b[columns[e], :]⟩.</summary>
    public abstract void Sddmm(int[] rowPointers, int[] columns, Tensor a, Tensor b, Tensor values, int f);

    /// <summary>y[r, h, :] = Σ over e in row r of values[order[e], h] · x[columns[e], h, :], with values [entries, heads] and x [n, heads, f]; without
    /// an order, entry e has the values of e.</summary>
    public abstract void SpMMHeads(int[] rowPointers, int[] columns, int[]? order, Tensor values, Tensor x, Tensor y, int heads, int f);

    /// <summary>values[order[e], h] = ⟨a[row(e), h, :], b[columns[e], h, :]⟩.</summary>
    public abstract void SddmmHeads(int[] rowPointers, int[] columns, int[]? order, Tensor a, Tensor b, Tensor values, int heads, int f);

    /// <summary>y = softmax of x [n, f] down the rows pointers[s] .. pointers[s + 1] of each segment, column by column.</summary>
    public abstract void SegmentSoftmax(int[] pointers, Tensor x, Tensor y, int f);

    /// <summary>dx = y · (g - Σ g·y), the sum over the rows of each segment.</summary>
    public abstract void SegmentSoftmaxInput(int[] pointers, Tensor y, Tensor g, Tensor dx, int f);

    /// <summary>y[i, :] = x[index[i], :]; x is [n, f].</summary>
    public abstract void GatherRows(Tensor x, int[] index, Tensor y, int f);

    /// <summary>y[r, :] = Σ over i with index[i] = r of x[i, :], in order of i; y is [rows, f].</summary>
    public abstract void ScatterAddRows(Tensor x, int[] index, Tensor y, int rows, int f);

    /// <summary>y[s, :] = reduce of the rows x[pointers[s] .. pointers[s + 1], :]; empty segments give 0.</summary>
    public abstract void SegmentReduce(ReduceKind kind, int[] pointers, Tensor x, Tensor y, int f);

    /// <summary>y[s, j] = the row of x that holds the (first) maximum of segment s in column j, or -1 if it is empty. A segment is the rows
    /// pointers[s] .. pointers[s + 1] of x, or those that <paramref name="rows"/> names there.</summary>
    public abstract void SegmentArgMax(int[] pointers, int[]? rows, Tensor x, int[] y, int f);

    /// <summary>y[o, r, :] = Σ over e in row r of values[e] · x[o, columns[e], :], with x [outer, n, inner]. Without values, all are 1.</summary>
    public abstract void MapAxis(int[] rowPointers, int[] columns, Tensor? values, Tensor x, Tensor y, int outer, int n, int inner);

    /// <summary>y[i] = x[index[i]] over flat positions; index -1 gives 0.</summary>
    public abstract void Take(Tensor x, int[] index, Tensor y);

    /// <summary>y = 0, then y[index[i]] += x[i] in order of i; index -1 is skipped.</summary>
    public abstract void PutAdd(Tensor x, int[] index, Tensor y);

    // ---- convolution and pooling, [batch, channels, height, width] ----

    /// <summary>y = x ⋆ w, with w [filters, channels / groups, kernelHeight, kernelWidth].</summary>
    public abstract void Conv2d(Tensor x, Tensor w, Tensor y, in ConvShape s);

    /// <summary>The adjoint of <see cref="Conv2d"/> in x: dx from g (shaped as y) and w.</summary>
    public abstract void Conv2dInput(Tensor g, Tensor w, Tensor dx, in ConvShape s);

    /// <summary>The adjoint of <see cref="Conv2d"/> in w: dw from x and g.</summary>
    public abstract void Conv2dWeight(Tensor x, Tensor g, Tensor dw, in ConvShape s);

    /// <summary>Maximum over windows (padding never wins); <paramref name="arg"/> receives flat positions in x.</summary>
    public abstract void MaxPool2d(Tensor x, Tensor y, int[] arg, in ConvShape s);

    /// <summary>Sum over windows, padding counting as 0.</summary>
    public abstract void SumPool2d(Tensor x, Tensor y, in ConvShape s);

    /// <summary>The adjoint of <see cref="SumPool2d"/>.</summary>
    public abstract void SumPool2dAdjoint(Tensor g, Tensor dx, in ConvShape s);

    // ---- sequences; time comes first in memory ----

    /// <summary>
    /// A long short-term memory over time. <paramref name="gates"/> [time, batch, 4·units] hold the part of the inputs (i f g o) and become the gates
    /// after their functions; <paramref name="states"/> [time + 2, batch, units] hold h before the first step and get each h, then the last c;
    /// <paramref name="cells"/> [time + 1, batch, units] hold the first c and get the others. <paramref name="recurrent"/> is [4·units, units].
    /// </summary>
    public abstract void Lstm(Tensor gates, Tensor recurrent, Tensor states, Tensor cells, in SequenceShape s);

    /// <summary>
    /// The adjoint of <see cref="Lstm"/>: from the gradients of each h and of the last c, <paramref name="g"/> [time + 1, batch, units] (any strides
    /// but the last, which is 1), those of the gates' operands, <paramref name="dGates"/>, and of the first h and c [batch, units].
    /// </summary>
    public abstract void LstmAdjoint(Tensor g, Tensor gates, Tensor recurrent, Tensor cells, Tensor dGates, Tensor dh, Tensor dc, in SequenceShape s);

    /// <summary>
    /// Gated recurrent units over time. <paramref name="gates"/> [time, batch, 3·units] hold the part of the inputs (r z n) and become the gates
    /// after their functions; <paramref name="candidates"/> [time, batch, units] get h·R + q of n; <paramref name="states"/> [time + 1, batch, units] hold
    /// the first h and get the others. <paramref name="recurrent"/> is [3·units, units], <paramref name="bias"/> q [3·units] or none.
    /// </summary>
    public abstract void Gru(Tensor gates, Tensor recurrent, Tensor? bias, Tensor candidates, Tensor states, in SequenceShape s);

    /// <summary>
    /// The adjoint of <see cref="Gru"/>: from the gradients of each h, <paramref name="g"/> [time, batch, units] (any strides but the last, which is
    /// 1), those of the inputs' part and of the state's part of the gates' operands, and of the first h [batch, units].
    /// </summary>
    public abstract void GruAdjoint(Tensor g, Tensor gates, Tensor recurrent, Tensor candidates, Tensor states, Tensor dInput, Tensor dState,
        Tensor dh, in SequenceShape s);

    /// <summary>
    /// y = dropout(softmax(scale · q·kᵀ + mask))·v, and the logarithm of each row's sum, <paramref name="sums"/> [batch, heads, queries]; a row that
    /// sees nothing has y = 0 and ∞. Operands are [batch, heads, rows, n] of any strides but the last, which is 1; so is y.
    /// </summary>
    public abstract void Attention(Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, in AttentionShape s);

    /// <summary>The adjoint of <see cref="Attention"/> in q, k and v, from the gradient g of y; strides as there.</summary>
    public abstract void AttentionAdjoint(Tensor g, Tensor q, Tensor k, Tensor v, Tensor? mask, Tensor y, Tensor sums, Tensor dq, Tensor dk, Tensor dv,
        in AttentionShape s);

    /// <summary>h[o, t, i] = a[o, t, i] · h[o, t - 1, i] + b[o, t, i] on [outer, n, inner], from 0; in reverse with t + 1.</summary>
    public abstract void LinearScan(Tensor a, Tensor b, Tensor h, int outer, int n, int inner, bool reverse);

    /// <summary>y[t, d] = Σ over n of c[t, n]·h[t, d, n] + skip[d]·x[t, d] with h[t, d, n] = exp(delta[t, d]·a[d, n])·h[t - 1, d, n] +
    /// delta[t, d]·x[t, d]·b[t, n], for each sample; a is [channels, states].</summary>
    public abstract void SelectiveScan(Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor skip, Tensor y, int batch, int time, int channels,
        int states);

    /// <summary>The adjoint of <see cref="SelectiveScan"/> in its six operands, in their order; those of a and skip for each sample.</summary>
    public abstract void SelectiveScanAdjoint(Tensor g, Tensor[] at, Tensor[] d, int batch, int time, int channels, int states);

    // ---- fused ----

    /// <summary>losses[i] = -log softmax(x[i, :])[labels[i]]; p = softmax(x). x is [rows, n].</summary>
    public abstract void SoftmaxCrossEntropy(Tensor x, int[] labels, Tensor losses, Tensor p, int rows, int n);

    /// <summary>
    /// Per channel c of x seen as [outer, channels, inner]: mean[c] and variance[c] (biased) over outer and inner.
    /// Layer normalisation is the case [1, rows, n].
    /// </summary>
    public abstract void Moments(Tensor x, Tensor mean, Tensor variance, int outer, int channels, int inner);

    /// <summary>y = (x - mean[c]) · scale[c] + shift[c] per channel of [outer, channels, inner]; without shift, none is added.</summary>
    public abstract void ScaleShift(Tensor x, Tensor mean, Tensor scale, Tensor? shift, Tensor y, int outer, int channels, int inner);

    /// <summary>Σ g[c] and Σ g · (x - mean[c]) per channel of [outer, channels, inner], in one pass: what normalisation's derivative needs.</summary>
    public abstract void MomentSums(Tensor g, Tensor x, Tensor mean, Tensor sumG, Tensor sumGx, int outer, int channels, int inner);

    /// <summary>y = p[c] · g + q[c] · (x - mean[c]) + r[c] per channel of [outer, channels, inner].</summary>
    public abstract void NormalizationInput(Tensor g, Tensor x, Tensor mean, Tensor p, Tensor q, Tensor r, Tensor y, int outer, int channels, int inner);

    /// <summary>y[i] = word i of the Philox stream of <paramref name="key"/> ≥ rate ? x[i] / (1 - rate) : 0. The mask depends on i only.</summary>
    public abstract void Dropout(Tensor x, ulong key, double rate, Tensor y);

    /// <summary>y[i] from the Philox stream of <paramref name="key"/>: word i scaled to [low, high).</summary>
    public abstract void Uniform(ulong key, double low, double high, Tensor y);

    /// <summary>Box-Muller over pairs of words: elements 2j and 2j + 1 from words 2j and 2j + 1.</summary>
    public abstract void Normal(ulong key, double mean, double deviation, Tensor y);

    /// <summary>
    /// Codes of 1 to 8 bits, eight of them in <paramref name="bits"/> bytes, the first in the lowest bits; <paramref name="words"/> is raw memory.
    /// The code of x[i] is the number of boundaries that are not greater; without boundaries, x[i] rounded to 0 to 2^bits - 1, NaN to 0.
    /// </summary>
    public abstract void PackBits(Tensor x, Tensor? boundaries, int bits, Tensor words);

    /// <summary>y[i] = table[code i], or the code itself without a table.</summary>
    public abstract void UnpackBits(Tensor words, int bits, Tensor? table, Tensor y);

    /// <summary>
    /// One step of Adam's family, in place: m = β₁m + (1-β₁)g, v = β₂v + (1-β₂)g², p = (1 - lr·decay)·p - lr·(m/c₁)/(√(v̂/c₂) + ε), where
    /// v̂ is vmax = max(vmax, v) if given (AMSGrad) and c₁, c₂ are the bias corrections. <paramref name="l2"/> adds l2·p to g first.
    /// </summary>
    public abstract void AdamStep(Tensor p, Tensor g, Tensor m, Tensor v, Tensor? vmax, double lr, double beta1, double beta2, double epsilon, double l2, double decay, double correction1, double correction2);

    /// <summary>One step of SGD with momentum μ, in place: g += l2·p; b = μb + g; p -= lr·(nesterov ? g + μb : b).</summary>
    public abstract void SgdStep(Tensor p, Tensor g, Tensor? b, double lr, double momentum, double l2, bool nesterov);
}
