namespace Ganglion;

/// <summary>Running combinations of an associative operation by doubling: ⌈log₂ n⌉ passes, and derivatives of every order from its own.</summary>
internal static class PrefixScan
{
    /// <summary>y[i] = x[0] ∘ x[1] ∘ … ∘ x[i] along an axis (Hillis and Steele 1986).</summary>
    public static Tensor Scan(this Tensor x, int axis, Func<Tensor, Tensor, Tensor> combine)
    {
        int n = x.Shape[axis];
        for (int reach = 1; reach < n; reach *= 2)
            x = Tensor.Concat([x.Slice(axis, 0, reach), combine(x.Slice(axis, 0, n - reach), x.Slice(axis, reach, n - reach))], axis);
        return x;
    }
}
