namespace Ganglion.Nets.Tests;

public sealed class SequenceLayerTests
{
    private static readonly Rng Key = new(21);
    private const DType F64 = DType.F64;

    private static Tensor X(params int[] shape) => Checks.Random(31, shape);

    [Fact]
    public void An_lstm_over_time_is_its_cell_step_by_step()
    {
        var net = Lstm.Create(3, 4, Key, dtype: F64);
        var x = X(2, 5, 3);
        Tensor h = Tensor.Zeros([2, 4], F64), c = h;
        var (y, last, cell) = net.Forward(x);
        for (int t = 0; t < 5; t++)
        {
            (h, c) = net.Cells[0].Forward(x.Select(1, t), h, c);
            Checks.Close(h, y.Select(1, t));
        }
        Checks.Close(h, last.Select(0, 0));
        Checks.Close(c, cell.Select(0, 0));
        Checks.Gradients(net, m => m.Forward(x).Y.Square().Sum());
    }

    [Fact]
    public void A_gru_over_time_is_its_cell_step_by_step()
    {
        var net = Gru.Create(3, 4, Key, dtype: F64);
        var x = X(2, 5, 3);
        var h = Tensor.Zeros([2, 4], F64);
        var (y, last) = net.Forward(x);
        for (int t = 0; t < 5; t++)
        {
            h = net.Cells[0].Forward(x.Select(1, t), h);
            Checks.Close(h, y.Select(1, t));
        }
        Checks.Close(h, last.Select(0, 0));
        Checks.Gradients(net, m => m.Forward(x).Y.Square().Sum());
    }

    [Fact]
    public void A_second_layer_reads_what_both_directions_of_the_first_say()
    {
        var net = Lstm.Create(3, 4, Key, layers: 2, bidirectional: true, dtype: F64);
        var x = X(2, 5, 3);
        var (y, h, _) = net.Forward(x);
        Assert.Equal([2, 5, 8], y.Shape.ToArray());
        Lstm One(int cell) => new([net.Cells[cell]]);
        Tensor Both(Tensor t, int cell) => Tensor.Concat([One(cell).Forward(t).Y, One(cell + 1).Forward(t.Flip(1)).Y.Flip(1)], 2);
        Checks.Close(Both(Both(x, 0), 2), y);
        Checks.Close(y.Slice(2, 4, 4).Select(1, 0), h.Select(0, 3));
        Assert.NotEqual(y.ToDoubles(), (net with { DropoutRate = 0.5 }).Forward(x, rng: Key).Y.ToDoubles());
    }

    [Fact]
    public void Padding_is_never_read()
    {
        int[] lengths = [3, 5];
        Tensor x = X(2, 5, 4), other = Tensor.Concat([Tensor.Concat([x.Slice(0, 0, 1).Slice(1, 0, 3), X(1, 2, 4) * 7], 1), x.Slice(0, 1, 1)]);
        var lstm = Lstm.Create(4, 4, Key, 2, bidirectional: true, dtype: F64);
        var gru = Gru.Create(4, 4, Key, 2, bidirectional: true, dtype: F64);
        var transformer = TransformerEncoder.Create(2, 4, 2, 8, Key, dtype: F64);
        Checks.Close(lstm.Forward(x, lengths: lengths).Y, lstm.Forward(other, lengths: lengths).Y);
        Checks.Close(lstm.Forward(x, lengths: lengths).H, lstm.Forward(other, lengths: lengths).H);
        Checks.Close(gru.Forward(x, lengths: lengths).Y, gru.Forward(other, lengths: lengths).Y);
        var alone = lstm.Forward(x.Slice(0, 0, 1).Slice(1, 0, 3)).Y;
        Checks.Close(alone, lstm.Forward(x, lengths: lengths).Y.Slice(0, 0, 1).Slice(1, 0, 3));
        Checks.Close(transformer.Forward(x, lengths: lengths).Slice(1, 0, 3), transformer.Forward(other, lengths: lengths).Slice(1, 0, 3));
    }

    [Fact]
    public void Attention_with_one_head_is_its_formula()
    {
        var layer = MultiheadAttention.Create(4, 1, Key, dtype: F64);
        var x = X(2, 3, 4);
        Tensor[] parts = layer.Input.Forward(x).Split(3);
        var weights = (parts[0].MatMul(parts[1], transposeB: true) / 2).Softmax();
        Checks.Close(layer.Output.Forward(weights.MatMul(parts[2])), layer.Forward(x));
        Checks.Close(layer.Forward(x), layer.Cross(x, x));
        Checks.Gradients(layer with { Heads = 2, Input = new(layer.Input.Weight, Tensor.Full([12], 0.1, F64)) }, m => m.Forward(x,
            causal: true).Square().Sum());
        Assert.Contains("heads", Assert.Throws<ArgumentException>(() => MultiheadAttention.Create(5, 2, Key)).Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_transformer_has_gradients_everywhere(bool normFirst)
    {
        var net = TransformerEncoder.Create(2, 4, 2, 6, Key, 0.1, Activation.Gelu, normFirst, F64);
        net = net.Map(t => t + 0.05);                           // no leaf at a point where others' gradients vanish
        Checks.Gradients(net, m => (m.Forward(X(2, 3, 4), causal: true, rng: Key) * X(2, 3, 4)).Sum());
    }

    [Fact]
    public void A_causal_network_does_not_see_what_follows()
    {
        var net = Gpt.Create(7, 6, 8, 2, 2, Key, dtype: F64);
        Tensor a = net.Forward(IntTensor.From([1, 2, 3, 4, 5], 1, 5)), b = net.Forward(IntTensor.From([1, 2, 3, 0, 6], 1, 5));
        Checks.Close(a.Slice(1, 0, 3), b.Slice(1, 0, 3));
        Assert.NotEqual(a.Select(1, 3).ToDoubles(), b.Select(1, 3).ToDoubles());
        Assert.Contains("at most 6", Assert.Throws<ArgumentException>(() => net.Forward(IntTensor.From(new int[7], 1, 7))).Message);
    }

    [Fact]
    public void It_learns_a_sentence_by_heart()
    {
        const string text = "the same key gives the same numbers, whatever the order of calls";
        char[] letters = [.. text.Distinct()];
        int[] ids = [.. text.Select(c => Array.IndexOf(letters, c))];
        IntTensor from = IntTensor.From(ids.AsSpan(0, ids.Length - 1), 1, ids.Length - 1), to = IntTensor.From(ids.AsSpan(1), 1, ids.Length - 1);
        var net = Gpt.Create(letters.Length, 64, 16, 2, 1, Key);
        var adam = new Adam(0.02);
        var state = adam.Init(net);
        double first = net.Loss(from, to).Item();
        for (int step = 0; step < 60; step++) (net, state) = adam.Step(net, Diff.Grad(net, m => m.Loss(from, to, Key.Split(step))), state);
        Assert.InRange(first, 2.5, 3.5);
        Assert.InRange(net.Loss(from, to).Item(), 0, 0.3);
    }
}
