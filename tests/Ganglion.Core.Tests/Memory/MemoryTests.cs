using System.Runtime.CompilerServices;
using Ganglion.Autodiff;

namespace Ganglion.MemoryScopes;

[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Runs alone: it looks at the pool, which all threads share.</summary>
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private readonly Tensor _x = new Rng(1).Normal([4, 3]);

    [Fact]
    public void A_tensor_used_after_its_scope_says_what_made_it_and_where()
    {
        Tensor? escaped = null;
        int line = Line() + 1;
        Memory.Scope(() => { escaped = _x.Exp(); return 0; });
        var e = Assert.Throws<ObjectDisposedException>(() => escaped!.Sum());
        Assert.Contains("'Exp'", e.Message);
        Assert.Contains($"Memory.Scope at MemoryTests.cs:{line} ", e.Message);
        Assert.Contains("Keep()", e.Message);

        line = Line() + 1;
        Diff.Grad(x => { escaped = x * 2; return escaped.Sum(); }, _x);
        Assert.Contains($"Diff.Grad at MemoryTests.cs:{line} ", Assert.Throws<ObjectDisposedException>(() => escaped!.ToArray()).Message);
    }

    private static int Line([CallerLineNumber] int line = 0) => line;

    [Fact]
    public void A_kept_tensor_lives_on()
    {
        Tensor? escaped = null;
        Memory.Scope(() => { escaped = (_x * 2).Keep(); return 0; });
        Memory.Scope(() => Enumerable.Range(0, 50).Select(_ => (_x * 3).Sum().Item()).Sum());
        Assert.Equal(_x.ToArray().Select(v => v * 2), escaped!.ToArray());
    }

    [Fact]
    public void A_block_inside_a_scope_gives_its_memory_back_at_once()
    {
        Tensor? inside = null;
        double sum = Memory.Scope(() =>
        {
            var result = Memory.Block(() => { inside = _x * 2; return inside + 1; });
            Assert.Throws<ObjectDisposedException>(() => inside!.Sum());
            return result.Sum().Item();
        });
        Assert.Equal(_x.ToArray().Sum(v => 2 * v + 1), sum, 4);
    }

    [Fact]
    public void Released_memory_reads_NaN_in_tests()
    {
        float[] inside = null!;
        Memory.Scope(() => { inside = (_x * 2).Storage.F32; return 0; });
        Assert.All(inside, v => Assert.True(float.IsNaN(v)));
    }

    [Fact]
    public void Returned_tensors_survive_in_tuples_arrays_dictionaries_and_models()
    {
        var (one, many, named, model, csr) = Memory.Scope(() =>
            (_x + 1, new[] { _x + 2, _x + 3 }, new Dictionary<string, Tensor> { ["four"] = _x + 4 }, Dense.Make(2, 2), Csr.FromDense(_x * 2)));
        Memory.Scope(() => Enumerable.Range(0, 50).Select(_ =>
            (_x * 0).Sum().Item() + Dense.Make(2, 2, seed: 9).Forward(Tensor.Ones([1, 2], DType.F64)).Item()).Sum());
        float[] x = _x.ToArray();
        Assert.Equal(x.Select(v => v + 1), one.ToArray());
        Assert.Equal(x.Select(v => v + 3), many[1].ToArray());
        Assert.Equal(x.Select(v => v + 4), named["four"].ToArray());
        Assert.Equal(Dense.Make(2, 2).BitHash(), model.BitHash());
        Assert.Equal(x.Select(v => v * 2), csr.ToDense().ToArray());
    }

    [Fact]
    public void What_a_matrix_keeps_for_later_outlives_the_step_that_asked_first()
    {
        var graph = Csr.FromEdges(4, 4, (int[])[0, 1, 2], (int[])[1, 2, 3]);
        double First() => Diff.Grad(x => graph.GcnNormalized(DType.F32).MatMul(x).Square().Sum(), _x).Sum().Item();
        double a = First();
        Memory.Scope(() => Enumerable.Range(0, 50).Select(_ => (_x * 3).Sum().Item()).Sum());
        Assert.Equal(a, First());

        // here the matrix itself belongs to the step, and its transpose is first asked for in a scope within
        double b = Memory.Scope(() =>
        {
            var inner = graph.WithValues(Tensor.Ones([3]) * 2);
            Diff.Custom([_x], t => inner.Transpose().MatMul(t[0]), (_, _, g) => [g]);
            return inner.Transpose().MatMul(_x).Sum().Item();
        });
        Assert.Equal(2 * graph.Transpose().MatMul(_x).Sum().Item(), b, 1e-4);
    }

    [Fact]
    public void An_asynchronous_body_is_refused() =>
        Assert.Contains("Await outside", Assert.Throws<InvalidOperationException>(() => { _ = Memory.Scope(() => Task.FromResult(_x * 2)); }).Message);

    [Fact]
    public void A_body_that_throws_still_releases()
    {
        Tensor? escaped = null;
        Assert.Throws<InvalidOperationException>(() => Memory.Scope<int>(() => { escaped = _x * 2; throw new InvalidOperationException("no"); }));
        Assert.Throws<ObjectDisposedException>(() => escaped!.Sum());
        Assert.Null(MemoryScope.Current);
    }

    [Fact]
    public void A_thousand_steps_neither_grow_the_pool_nor_burden_the_collector()
    {
        var model = Dense.Make(16, 32, DType.F32);
        Tensor x = new Rng(4).Normal([64, 16]), y = new Rng(5).Normal([64]);
        void Step() => model = Memory.Scope(() => model.Zip(Diff.Grad(model, m => (m.Forward(x) - y).Square().Mean()), (p, g) => p - g * 1e-3));
        for (int i = 0; i < 20; i++) Step();
        long idle = Memory.IdleBytes, allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Step();
        long each = (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1000, parameters = model.ParameterCount() * 4;
        Assert.Equal(idle, Memory.IdleBytes);
        Assert.True(each < 24_000 + 2 * parameters, $"{each} bytes of garbage a step; the parameters, which are new each time, are {parameters}");
    }

    [Fact]
    public void Ten_thousand_steps_leave_memory_flat()
    {
        var model = Dense.Make(4, 8, DType.F32);
        Tensor x = new Rng(4).Normal([8, 4]), y = new Rng(5).Normal([8]);
        void Steps(int n)
        {
            for (int i = 0; i < n; i++)
                model = Memory.Scope(() => model.Zip(Diff.Grad(model, m => (m.Forward(x) - y).Square().Mean()), (p, g) => p - g * 1e-3));
        }
        Steps(200);
        long idle = Memory.IdleBytes, heap = GC.GetTotalMemory(forceFullCollection: true);
        for (int part = 0; part < 5; part++)
        {
            Steps(2000);
            Assert.Equal(idle, Memory.IdleBytes);
            long now = GC.GetTotalMemory(forceFullCollection: true);
            Assert.True(now < heap + 64 * 1024, $"after {2000 * (part + 1)} steps the heap holds {now} bytes, {heap} at the start");
        }
        Assert.All(model.Leaves(), l => Assert.All(l.Tensor.ToArray(), v => Assert.True(float.IsFinite(v))));
    }

    [Fact]
    public void A_backward_pass_holds_no_more_than_the_gradients_still_to_be_used()
    {
        const int Depth = 40, Bytes = 1 << 20;
        Memory.Trim();
        var x = Tensor.Ones([Bytes / 4]);
        Diff.Grad(t =>
        {
            for (int i = 0; i < Depth; i++) t = t.Sin();
            return t.Sum();
        }, x);
        Assert.InRange(Memory.IdleBytes, Depth * Bytes, (Depth + 6) * (long)(Bytes * 1.13));
    }

    [Fact]
    public void What_a_custom_derivative_saw_stays_until_its_scope_ends()
    {
        Tensor? seen = null, made = null;
        double sum = Memory.Scope(() =>
        {
            Diff.Grad(t => Diff.Custom([t * 2], a => a[0].Sin(), (a, _, g) => { seen = g; made = g * a[0].Cos(); return [made * 1]; }).Square().Sum(),
                _x);
            return Enumerable.Range(0, 50).Sum(_ => (_x * 3).Sum().Item()) * 0 + seen!.Sum().Item() + made!.Sum().Item();
        });
        Assert.True(double.IsFinite(sum));
        Assert.Throws<ObjectDisposedException>(() => seen!.Sum());
    }

    [Fact]
    public void A_checkpoint_gives_the_same_gradient_and_holds_less()
    {
        var model = Dense.Make(8, 64, DType.F32);
        var x = new Rng(5).Normal([100, 8]);
        Tensor Deep(Tensor t) { for (int i = 0; i < 20; i++) t = t.Sin(); return t; }
        (Dense, long) Run(Func<Tensor, Tensor> f)
        {
            Memory.Trim();
            var gradient = Diff.Grad(model, m => f(f(f(f(x.Linear(m.Weight, m.Bias))))).Sum());
            return (gradient, Memory.IdleBytes);
        }

        var (plain, held) = Run(Deep);
        var (again, heldByCheckpoint) = Run(t => Diff.Checkpoint(a => Deep(a[0]), t));
        Assert.Equal(plain.BitHash(), again.BitHash());
        Assert.True(heldByCheckpoint < held / 2, $"{heldByCheckpoint} bytes with checkpoints, {held} without");
    }

    [Fact]
    public void The_pool_gives_back_what_it_was_given()
    {
        Memory.Trim();
        Assert.Equal(0, Memory.IdleBytes);
        foreach (int n in (int[])[0, 1, 16, 17, 100, 1000, 12345, 1 << 20])
        {
            float[] a = BufferPool.Rent<float>(n);
            Assert.InRange(a.Length, n, Math.Max(16, n + n / 8 + 1));
            BufferPool.Return(a);
            Assert.Same(a, BufferPool.Rent<float>(n));
        }
    }
}
