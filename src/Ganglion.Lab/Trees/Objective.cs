using System.Runtime.Intrinsics;

namespace Ganglion.Lab.Trees;

/// <summary>Loss, derivatives and starting point of boosting on one table; scores are <c>[outputs][rows]</c>.</summary>
internal sealed class Objective
{
    private readonly BoostingLoss loss;
    private readonly float[] target;
    private readonly float[]? weights;

    public Objective(BoostingLoss loss, int outputs, FeatureTable table)
    {
        (this.loss, target, weights, Outputs) = (loss, table.Target, table.Weights, outputs);
        if (loss == BoostingLoss.Squared) return;
        var classes = loss == BoostingLoss.Logistic ? 2 : outputs;
        for (var i = 0; i < target.Length; i++)
            if (target[i] < 0 || target[i] >= classes || target[i] != MathF.Floor(target[i]))
                throw new ArgumentException(FormattableString.Invariant(
                    $"The target holds {target[i]} at row {i}; {loss} loss needs classes from 0 to {classes - 1}."), nameof(table));
    }

    public int Outputs { get; }

    private double TotalWeight => weights?.Sum(w => (double)w) ?? target.Length;

    /// <summary>The best constant scores: the mean, the log-odds or the log shares.</summary>
    public float[] Start()
    {
        var sums = new double[Outputs];
        for (var i = 0; i < target.Length; i++)
        {
            if (loss == BoostingLoss.Softmax) sums[(int)target[i]] += Weight(i);
            else sums[0] += Weight(i) * target[i];
        }
        const double Least = 1e-9; // A class without rows gets a finite score.
        return Array.ConvertAll(sums, sum =>
        {
            var mean = sum / TotalWeight;
            return (float)(loss switch
            {
                BoostingLoss.Squared => mean,
                BoostingLoss.Logistic => Math.Log(Math.Clamp(mean, Least, 1 - Least) / (1 - Math.Clamp(mean, Least, 1 - Least))),
                _ => Math.Log(Math.Max(mean, Least)),
            });
        });
    }

    /// <summary>First and second derivatives of the rows <c>from..to-1</c> at these scores, <c>[outputs][rows]</c>.</summary>
    public void Derive(double[][] scores, Vector128<double>[][] gradients, int from, int to)
    {
        Span<double> p = stackalloc double[Outputs <= 256 ? Outputs : 0];
        if (p.IsEmpty) p = new double[Outputs];
        // Softmax scores can shift together, hence the factor (Friedman 2001, as LightGBM).
        var factor = Outputs / (Outputs - 1.0);
        for (var i = from; i < to; i++)
        {
            var weight = Weight(i);
            if (loss == BoostingLoss.Squared) gradients[0][i] = Vector128.Create(scores[0][i] - target[i], 1) * weight;
            else if (loss == BoostingLoss.Logistic)
            {
                var q = 1 / (1 + Math.Exp(-scores[0][i]));
                gradients[0][i] = Vector128.Create(q - target[i], Math.Max(q * (1 - q), 1e-16)) * weight;
            }
            else
            {
                Softmax(scores, i, p);
                for (var c = 0; c < p.Length; c++)
                    gradients[c][i] = Vector128.Create(p[c] - (target[i] == c ? 1 : 0), Math.Max(factor * p[c] * (1 - p[c]), 1e-16)) * weight;
            }
        }
    }

    /// <summary>Weighted mean loss: half the squared error, or nats.</summary>
    public double Mean(double[][] scores)
    {
        Span<double> p = new double[Outputs];
        var sum = 0.0;
        for (var i = 0; i < target.Length; i++)
        {
            double y = target[i], s = scores[0][i];
            sum += Weight(i) * (loss switch
            {
                BoostingLoss.Squared => (s - y) * (s - y) / 2,
                BoostingLoss.Logistic => Math.Max(s, 0) - s * y + Math.Log(1 + Math.Exp(-Math.Abs(s))),
                _ => -Math.Log(Math.Max(Softmax(scores, i, p)[(int)target[i]], 1e-300)),
            });
        }
        return sum / TotalWeight;
    }

    private double Weight(int row) => weights is null ? 1 : weights[row];

    private static Span<double> Softmax(double[][] scores, int row, Span<double> p)
    {
        var top = double.NegativeInfinity;
        for (var c = 0; c < p.Length; c++) top = Math.Max(top, scores[c][row]);
        var sum = 0.0;
        for (var c = 0; c < p.Length; c++) sum += p[c] = Math.Exp(scores[c][row] - top);
        for (var c = 0; c < p.Length; c++) p[c] /= sum;
        return p;
    }
}
