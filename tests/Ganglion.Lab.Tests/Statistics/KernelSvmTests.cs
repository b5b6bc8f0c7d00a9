using System.Diagnostics;
using System.Globalization;

namespace Ganglion.Lab.Tests;

public sealed class KernelSvmTests
{
    private const int Items = 60;

    /// <summary>Points of two overlapping clouds, with the kernel exp(-‖a - b‖²) or the product.</summary>
    private static (double[] Kernel, bool[] Labels) Clouds(bool radial)
    {
        double[] x = new Rng(5).Split("x").Normal([Items, 2]).ToDoubles();
        bool[] labels = [.. Enumerable.Range(0, Items).Select(i => i % 3 == 0)];
        for (int i = 0; i < Items; i++) if (labels[i]) (x[2 * i], x[2 * i + 1]) = (x[2 * i] + 1.2, x[2 * i + 1] - 0.8);
        double Dot(int a, int b) => x[2 * a] * x[2 * b] + x[2 * a + 1] * x[2 * b + 1];
        return ([.. Enumerable.Range(0, Items * Items).Select(k => (A: k / Items, B: k % Items)).Select(k =>
            radial ? Math.Exp(2 * Dot(k.A, k.B) - Dot(k.A, k.A) - Dot(k.B, k.B)) : Dot(k.A, k.B))], labels);
    }

    [Theory]
    [InlineData(true, 0.1)]
    [InlineData(true, 10)]
    [InlineData(false, 1)]
    public void The_conditions_of_the_optimum_hold(bool radial, double penalty)
    {
        var (kernel, labels) = Clouds(radial);
        var machine = KernelSvm.Fit(kernel, labels, penalty, 1e-6);
        Assert.Equal(0, machine.Coefficients.Sum(), 9);
        for (int i = 0; i < Items; i++)
        {
            double y = labels[i] ? 1 : -1, alpha = machine.Coefficients[i] * y, margin = y * machine.Decide(kernel.AsSpan(i * Items, Items));
            Assert.InRange(alpha, 0, penalty);
            if (alpha == 0) Assert.True(margin >= 1 - 1e-5);
            else if (alpha == penalty) Assert.True(margin <= 1 + 1e-5);
            else Assert.Equal(1, margin, 5);
        }
    }

    [Fact]
    public void What_no_line_divides_a_kernel_does()
    {
        double[][] corners = [[0, 0], [0, 1], [1, 0], [1, 1]];
        bool[] odd = [false, true, true, false];
        double[] kernel = [.. corners.SelectMany(a => corners.Select(b => Math.Exp(-2 * (Math.Pow(a[0] - b[0], 2) + Math.Pow(a[1] - b[1], 2)))))];
        var machine = KernelSvm.Fit(kernel, odd, 100);
        for (int i = 0; i < 4; i++) Assert.Equal(odd[i], machine.Decide(kernel.AsSpan(i * 4, 4)) > 0);
    }

    [Fact]
    public void One_class_alone_is_refused() =>
        Assert.Contains("one class", Assert.Throws<ArgumentException>(() => KernelSvm.Fit([1, 0, 0, 1], [true, true])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true, 0.1)]
    [InlineData(true, 10)]
    [InlineData(false, 1)]
    public void It_agrees_with_scikit_learn(bool radial, double penalty)
    {
        var (kernel, labels) = Clouds(radial);
        string text = string.Join(' ', kernel.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        string script = $"""
            import sys
            try:
                import numpy as np
                from sklearn.svm import SVC
            except ImportError:
                print('absent'); sys.exit()
            k = np.array(sys.stdin.read().split(), dtype=float).reshape({Items}, {Items})
            y = np.array([{string.Join(',', labels.Select(l => l ? 1 : -1))}])
            m = SVC(C={penalty.ToString(CultureInfo.InvariantCulture)}, kernel='precomputed', tol=1e-6).fit(k, y)
            print(' '.join(repr(float(v)) for v in m.decision_function(k)))
            """;
        if (Python(script, text) is not { } answer || answer.StartsWith("absent", StringComparison.Ordinal)) { Assert.Skip("scikit-learn is not on this machine."); return; }
        var machine = KernelSvm.Fit(kernel, labels, penalty, 1e-6);
        double[] theirs = [.. answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        for (int i = 0; i < Items; i++) Assert.Equal(theirs[i], machine.Decide(kernel.AsSpan(i * Items, Items)), 4);
    }

    private static string? Python(string script, string input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)     // no Python, or it left before it had read
        {
            return null;
        }
    }
}
