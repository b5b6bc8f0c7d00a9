using Ganglion.Nets;

namespace Ganglion.Lab.Tests;

public sealed class PrefetchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Values_come_in_order_and_each_once(int ahead)
    {
        using var values = new Prefetch<int>(3, 40, ahead, i => i * i);
        for (int i = 3; i < 40; i++) Assert.Equal(i * i, values.Next());
    }

    [Fact]
    public void No_more_than_a_few_are_made_ahead()
    {
        int made = 0;
        using var values = new Prefetch<int>(0, 100, 2, i => Interlocked.Increment(ref made));
        values.Next();
        Thread.Sleep(100);
        Assert.InRange(Volatile.Read(ref made), 2, 4);          // one taken, two waiting, one in hand
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_error_comes_out_in_its_turn(int ahead)
    {
        using var values = new Prefetch<int>(0, 9, ahead, i => i == 2 ? throw new InvalidDataException("the disk is gone") : i);
        Assert.Equal((0, 1), (values.Next(), values.Next()));
        Assert.Equal("the disk is gone", Assert.Throws<InvalidDataException>(() => values.Next()).Message);
    }

    [Fact]
    public void A_step_is_prepared_from_its_own_batch_and_training_has_the_same_bits_ahead_or_not()
    {
        ulong Train(int ahead, string? checkpoint = null, CancellationToken cancel = default, int stopAt = -1, CancellationTokenSource? stop = null) =>
            new Run(1, cancel: cancel) { CheckpointFile = checkpoint, CheckpointSeconds = 0 }.Train(
                Linear.Create(3, 2, new Rng(5)),
                new Training { Optimizer = new Adam(0.05), Epochs = 4, Items = 40, BatchSize = 8, Ahead = ahead },
                prepare: batch => (batch.Step, X: batch.Rng.Normal([batch.Items.Length, 3])),
                loss: (net, ready, batch) =>
                {
                    Assert.Equal(batch.Step, ready.Step);
                    Assert.Equal(batch.Rng.Normal([batch.Items.Length, 3]).ToArray(), ready.X.ToArray());
                    if (batch.Step == stopAt) stop!.Cancel();
                    return (net.Forward(ready.X) - Tensor.From([.. batch.Items.Select(i => i / 40f)]).Reshape(-1, 1)).Square().Mean();
                }).BitHash();

        ulong plain = Train(0);
        Assert.Equal(plain, Train(3));

        // Stopped in the middle of the second epoch.
        string file = Path.Combine(Stub.Folder(), "part.safetensors");
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Train(2, file, source.Token, stopAt: 7, source));
        Assert.Equal(plain, Train(2, file));
    }
}
