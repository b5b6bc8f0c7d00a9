using System.Runtime.InteropServices;
using System.Text.Json;
using Ganglion.Nets;

namespace Ganglion.Lab;

/// <summary>What a method's fit must be like on every tiny task that it accepts.</summary>
internal static class MethodRules
{
    private const double Limit = 2;

    public static ContractRule[] All { get; } =
    [
        new("smoke-fit", s => s.Each(task => s.Second(task).Seconds is var t && t < Limit ? $"{t:0.00} s on {task.Kind}"
            : throw new BrokenRuleException($"A smoke fit on {task.Kind} takes {t:0.0} s; {Limit:0} s are allowed. Lower Smoke's epochs or sizes."))),
        new("loss-falls", s => s.Each(task => LossFalls(s.First(task).Run))),
        new("validation", s => s.Each(task => Validation(task, s.First(task).Network))),
        new("answers", s => s.Each(task => Answers(task, s.First(task).Network))),
        new("same-bits", s => s.Each(task => s.First(task).Network.BitHash == s.Second(task).Network.BitHash ? "equal on one and on two threads"
            : throw new BrokenRuleException($"On {task.Kind} the same seed gave {s.First(task).Network.BitHash} on one thread and {s.Second(task).Network.BitHash} on two. Look for sums in the order of threads, shared state, or randomness that is not run.Rng."))),
        new("other-seed", s => s.Each(task => s.Fit(task, seed: 2, threads: 2).Network.BitHash == s.First(task).Network.BitHash ? "does not depend on the seed" : "another seed, another network")),
        new("gradients", s => s.Method.IsDifferentiable ? s.Each(task => GradientCheck.Of(task, s.First(task).Network)) : "not differentiable, as the method says"),
        new("save-load", s => s.Each(task => SaveAndLoad(s.Method, task, s.First(task).Network))),
    ];

    private static string LossFalls(Run run)
    {
        if (!run.Curves.TryGetValue("loss", out var loss) || loss.Count < 2) return "no loss logged";
        double first = loss[0].Value, later = loss.Skip(loss.Count / 2).Average(p => p.Value);
        return later < first ? $"{first:G3} to {later:G3}" : throw new BrokenRuleException($"The loss starts at {first:G4} and is {later:G4} on average over the second half of a smoke fit: it does not fall.");
    }

    private static string Validation(LearningTask task, FittedNetwork network)
    {
        var scores = task.Score(network, Part.Validation);
        foreach (var metric in task.Metrics)
            if (!scores.TryGetValue(metric.Name, out double value) || !double.IsFinite(value)) throw new BrokenRuleException($"On {task.Kind} the validation part scores {metric.Name} = {value}: every metric must be a number.");
        return $"{task.Primary.Name} {task.Primary.Print(scores[task.Primary.Name])}";
    }

    private static string Answers(LearningTask task, FittedNetwork network)
    {
        var answers = task.Answers(network, Part.Validation);
        if (Shape(task) is { } shape && !answers.Shape.SequenceEqual(shape)) throw new BrokenRuleException($"On {task.Kind} the answers have shape [{Text(answers.Shape)}]; the task documents [{Text(shape)}].");
        float[] values = answers.ToArray();
        int bad = Array.FindIndex(values, v => !float.IsFinite(v));
        if (bad >= 0) throw new BrokenRuleException($"On {task.Kind} answer {bad} of {values.Length} is {values[bad]}.");
        var again = new float[2][];
        Parallel.For(0, again.Length, i => again[i] = task.Answers(network, Part.Validation).ToArray());
        return again.All(a => SameBits(a, values)) ? $"[{Text(answers.Shape)}], finite, the same from any thread"
            : throw new BrokenRuleException($"On {task.Kind} the same network answers the same question differently when asked again or from another thread. Predict must be a function of its arguments alone.");
    }

    private static string SaveAndLoad(Method method, LearningTask task, FittedNetwork network)
    {
        using var file = new MemoryStream();
        Safetensors.Write(file, network.Model.Leaves().ToDictionary(l => l.Path, l => l.Tensor));
        var info = JsonSerializer.Deserialize(JsonSerializer.Serialize(network.Info, LabJson.Default.TaskInfo), LabJson.Default.TaskInfo)!;
        var loaded = method.Restore(info, method.ParseOptions(method.NewOptions(), method.Describe(network.Options)), Safetensors.Read(file, "contract").Tensors);
        if (loaded.BitHash != network.BitHash) throw new BrokenRuleException($"On {task.Kind} the loaded network has hash {loaded.BitHash}, the saved one {network.BitHash}: everything that is learned must be a tensor of the model.");
        return SameBits(task.Answers(loaded, Part.Validation).ToArray(), task.Answers(network, Part.Validation).ToArray()) ? $"{file.Length} bytes, the same answers"
            : throw new BrokenRuleException($"On {task.Kind} the loaded network answers differently. Everything that Predict uses must be in the model, the options or the task's info.");
    }

    private static int[]? Shape(LearningTask task) => task switch
    {
        NodeClassification t => [t.Input.Nodes, t.Classes],
        NodeRegression t => [t.Input.Nodes, 1],
        StoredNodeClassification t => [t.Validation.Length, t.Classes],
        TableTask t => [t.Validation.Rows, t.Info.Outputs],
        TopNRecommendation t => [t.Info.Users, t.Info.Items],
        ImageClassification t => [t.Items(Part.Validation).Items.Length, t.Classes],
        TemporalLinkPrediction t => [t.QuestionCount(Part.Validation)],
        NodeClustering t => [t.Input.Nodes],
        LinkPrediction t => [t.Validation.Pairs.Length / 2],
        GraphTask t => [t.Validation.Graphs, t.Info.Outputs],
        KnowledgeGraphCompletion t => [t.Asked(Part.Validation).Count, t.Info.Entities],
        Forecasting t => [t.ValidationInput.Histories.Count, t.Info.Horizon],
        _ => null,
    };

    private static bool SameBits(float[] a, float[] b) => MemoryMarshal.AsBytes<float>(a).SequenceEqual(MemoryMarshal.AsBytes<float>(b));

    private static string Text(ReadOnlySpan<int> shape) => string.Join(", ", shape.ToArray());
}
