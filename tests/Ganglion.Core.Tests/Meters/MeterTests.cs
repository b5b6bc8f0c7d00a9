using System.Text.Json;
using Ganglion.Autodiff;

namespace Ganglion.Meters;

/// <summary>Counts worked out by hand.</summary>
public sealed class MeterTests
{
    private static Tensor Normal(params int[] shape) => new Rng(1).Normal(shape);

    private static Meter Of(Func<Tensor> body, bool saved = false) => Meter.Measure(body, saved).Meter;

    [Fact]
    public void A_product_counts_its_multiply_adds_and_each_operand_once()
    {
        Tensor a = Normal(3, 5, 7), b = Normal(7, 11), c = Normal(3, 7, 11);
        var meter = Of(() => a.MatMul(b));
        Assert.Equal(3 * 5 * 7 * 11, meter.MultiplyAdds);
        Assert.Equal(4 * (3 * 5 * 7 + 7 * 11 + 3 * 5 * 11), meter.BytesMoved);
        Assert.Equal(3 * 5 * 7 * 11, Of(() => a.MatMul(c)).MultiplyAdds);
        Assert.Equal(8 * (3 * 7 * 5 + 7 * 11 + 15 * 11), Of(() => a.To(DType.F64).MatMul(b.To(DType.F64))).Ops.Single(o => o.Op == "MatMul").Bytes);
    }

    [Fact]
    public void A_dense_layer_counts_one_product_forward_and_two_back()
    {
        Tensor x = Normal(10, 3), w = Normal(4, 3), b = Normal(4);
        using var meter = Meter.Start();
        Diff.Grad(t => t[0].Linear(t[1], t[2]).Sum(), [x, w, b]);
        long once = 10 * 3 * 4;
        Assert.Equal(3 * once, meter.MultiplyAdds);
        var forward = meter.Ops.Single(o => o is { Op: "MatMul", Pass: MeterPass.Forward });
        var backward = meter.Ops.Single(o => o is { Op: "MatMul", Pass: MeterPass.Backward });
        Assert.Equal((1, once), (forward.Calls, forward.MultiplyAdds));
        Assert.Equal(4 * (30 + 12 + 4 + 40), forward.Bytes);
        Assert.Equal((2, 2 * once), (backward.Calls, backward.MultiplyAdds));
    }

    [Theory]
    [InlineData(1, 1, 1, 2L * 6 * 8 * 9 * 4 * 3 * 3)]
    [InlineData(2, 1, 1, 2L * 6 * 4 * 5 * 4 * 3 * 3)]            // (8 + 2 - 3) / 2 + 1 = 4, (9 + 2 - 3) / 2 + 1 = 5
    [InlineData(1, 2, 1, 2L * 6 * 8 * 9 * 2 * 3 * 3)]
    [InlineData(1, 1, 0, 2L * 6 * 6 * 7 * 4 * 3 * 3)]
    public void A_convolution_counts_its_windows_padding_included(int stride, int groups, int padding, long expected)
    {
        Tensor x = Normal(2, 4, 8, 9), w = Normal(6, 4 / groups, 3, 3);
        Assert.Equal(expected, Of(() => x.Conv2d(w, null, stride, padding, groups: groups)).MultiplyAdds);
        Assert.Equal(3 * expected, Of(() => Diff.Grad(t => t[0].Conv2d(t[1], null, stride, padding, groups: groups).Sum(), [x, w])[0]).MultiplyAdds);
    }

    [Fact]
    public void A_sparse_product_reads_a_row_for_each_entry()
    {
        var graph = Csr.FromEdges(3, 4, (int[])[0, 3, 1, 2, 2], (int[])[0, 0, 1, 1, 2]);
        Tensor x = Normal(4, 6), values = Normal(5);
        var meter = Of(() => graph.WithValues(values).MatMul(x));
        Assert.Equal(5 * 6, meter.MultiplyAdds);
        Assert.Equal(4 * (4 + 5) + 4 * 5 + 4 * 5 * 6 + 4 * 3 * 6, meter.BytesMoved);
        Assert.Equal(5 * 6, Of(() => graph.Sddmm(Normal(3, 6), x)).MultiplyAdds);
    }

    [Fact]
    public void Attention_counts_the_pairs_that_see_each_other()
    {
        Tensor q = Normal(2, 3, 5, 8), k = Normal(2, 3, 5, 8), v = Normal(2, 3, 5, 4);
        Assert.Equal(2 * 3 * 5 * 5 * (8 + 4), Of(() => q.Attention(k, v)).MultiplyAdds);
        Assert.Equal(2 * 3 * 15 * (8 + 4), Of(() => q.Attention(k, v, causal: true)).MultiplyAdds);
        // back: the scores again, and the products for each of query, key and value
        Assert.Equal(2 * 3 * 25 * (12 + 3 * 8 + 2 * 4), Of(() => Diff.Grad(t => t[0].Attention(t[1], t[2]).Sum(), [q, k, v])[0]).MultiplyAdds);
    }

    [Fact]
    public void A_stretched_operand_is_read_once()
    {
        Tensor m = Normal(10, 4), row = Normal(4);
        Assert.Equal(4 * (40 + 4 + 40), Of(() => m + row).BytesMoved);
        Assert.Equal(0, Of(() => m + row).MultiplyAdds);
    }

    [Fact]
    public void A_graph_saves_what_its_derivatives_need()
    {
        Tensor x = Normal(10, 3), w = Normal(8, 3), b = Normal(8), v = Normal(5, 8), c = Normal(5);
        // tanh saves its value, which is also the second product's operand; the cross-entropy saves logits and probabilities
        Meter Net(Func<Tensor, Tensor> f) =>
            Of(() => Diff.Grad(t => f(x.Linear(t[0], t[1])).Linear(t[2], t[3]).SoftmaxCrossEntropy(new int[10]).Mean(), [w, b, v, c])[0], true);
        var meter = Net(t => t.Tanh());
        Assert.Equal(4 * (10 * 8 + 2 * 10 * 5), meter.SavedBytes);
        // gelu saves its operand besides
        meter = Net(t => t.Gelu());
        Assert.Equal(4 * (2 * 10 * 8 + 2 * 10 * 5), meter.SavedBytes);
    }

    [Fact]
    public void A_checkpoint_saves_less_and_computes_more()
    {
        Tensor x = Normal(32, 16), w = Normal(16, 16);
        Tensor Deep(Tensor t, Tensor v) { for (int i = 0; i < 8; i++) t = t.MatMul(v).Tanh(); return t; }
        var plain = Of(() => Diff.Grad(v => Deep(Deep(x, v), v).Sum(), w), true);
        var less = Of(() => Diff.Grad(v => Diff.Checkpoint(a => Deep(a[0], a[1]), Diff.Checkpoint(a => Deep(a[0], a[1]), x, v), v).Sum(), w), true);
        long layer = 32 * 16 * 4, product = 32 * 16 * 16;
        Assert.Equal(16 * layer, plain.SavedBytes);
        Assert.InRange(less.SavedBytes, 8 * layer, 11 * layer);
        Assert.Equal(product * (16 + 31), plain.MultiplyAdds);
        Assert.InRange(less.MultiplyAdds, plain.MultiplyAdds + 16 * product, plain.MultiplyAdds + 18 * product);
        Assert.True(less.PeakBytes < plain.PeakBytes);
    }

    [Fact]
    public void Live_bytes_rise_and_fall_with_scopes()
    {
        using var meter = Meter.Start();
        var kept = Memory.Scope(() => { var a = Tensor.Zeros([1000]); Assert.Equal(4000, meter.LiveBytes); return a * 2; });
        Assert.Equal(4000, meter.LiveBytes);
        Assert.Equal(8000, meter.PeakBytes);
        GC.KeepAlive(kept);
    }

    [Fact]
    public void Results_do_not_depend_on_being_watched()
    {
        var model = Dense.Make(5, 6);
        Tensor Loss(Dense m) => m.Forward(Tensor.Ones([4, 5], DType.F64)).Square().Mean();
        ulong plain = Diff.Grad(model, Loss).BitHash();
        Assert.Equal(plain, Meter.Measure(() => Diff.Grad(model, Loss), true, true).Result.BitHash());
    }

    [Fact]
    public void Meters_nest_and_end_in_order()
    {
        Tensor a = Normal(2, 3), b = Normal(3, 4);
        using var outer = Meter.Start();
        a.MatMul(b);
        var inner = Meter.Start();
        a.MatMul(b);
        Assert.Throws<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        a.MatMul(b);
        Assert.Equal((72, 24), (outer.MultiplyAdds, inner.MultiplyAdds));
        outer.Dispose();
        a.MatMul(b);
        Assert.Equal(72, outer.MultiplyAdds);
        Assert.Null(Meter.Current);
        Assert.Contains("savedBytes", Assert.Throws<InvalidOperationException>(() => outer.SavedBytes).Message);
    }

    [Fact]
    public void The_trace_parses_nests_and_agrees_with_the_totals()
    {
        var model = Dense.Make(5, 6);
        var (_, meter) = Meter.Measure(() => Diff.Grad(model, m => m.Forward(Tensor.Ones([4, 5], DType.F64)).Square().Mean()), trace: true);
        string file = Path.Combine(Path.GetTempPath(), $"ganglion-trace-{Guid.NewGuid():N}.json");
        try
        {
            meter.WriteTrace(file);
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            Assert.False(File.Exists(file + ".part"));
            var events = json.RootElement.GetProperty("traceEvents").EnumerateArray().ToArray();
            var open = new Stack<double>();
            foreach (var e in events)                           // sorted by start: each lies in the one that is still open
            {
                Assert.Equal("X", e.GetProperty("ph").GetString());
                double start = e.GetProperty("ts").GetDouble(), end = start + e.GetProperty("dur").GetDouble();
                while (open.TryPeek(out double until) && until <= start) open.Pop();
                Assert.True(!open.TryPeek(out double around) || end <= around + 1e-3, $"{e} ends after what holds it");
                open.Push(end);
            }
            var kernels = events.Where(e => e.GetProperty("cat").GetString() == "kernel").ToArray();
            Assert.Equal(meter.Calls, kernels.Length);
            Assert.Equal(meter.BytesMoved, kernels.Sum(e => e.GetProperty("args").GetProperty("bytes").GetInt64()));
            Assert.Equal(meter.MultiplyAdds, kernels.Sum(e => e.GetProperty("args").TryGetProperty("multiplyAdds", out var n) ? n.GetInt64() : 0));
            Assert.Equal(meter.KernelTime.TotalMicroseconds, kernels.Sum(e => e.GetProperty("dur").GetDouble()), 1.0);
            Assert.Contains(events, e => e.GetProperty("name").GetString() == "linear" && e.GetProperty("cat").GetString() == "backward");
            Assert.Contains(kernels, e =>
                e.GetProperty("args").GetProperty("shapes").GetString()!.StartsWith("[4, 5] [6, 5]", StringComparison.Ordinal));
        }
        finally { File.Delete(file); }
    }
}
