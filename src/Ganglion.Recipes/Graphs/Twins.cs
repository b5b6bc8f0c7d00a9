using Ganglion.Lab;

namespace Ganglion.Recipes;

/// <summary>Nodes that nothing but their features tells apart: the same neighbours and the same class (Platonov et al. 2023, section 3.2).</summary>
internal static class Twins
{
    /// <summary>The share of validation nodes that have a twin among the training nodes, from which their class can be read off.</summary>
    public static double Leaking(NodeClassification task)
    {
        var (graph, known) = (task.Input.Adjacency, new Dictionary<ulong, List<int>>());
        for (int i = 0; i < task.Train.Length; i++)
        {
            if (graph.Row(task.Train[i]).IsEmpty) continue;          // loners are alike without anything to read off
            ulong key = Key(graph.Row(task.Train[i]));
            if (!known.TryGetValue(key, out var same)) known[key] = same = [];
            same.Add(i);
        }
        return Enumerable.Range(0, task.Validation.Length).Average(v => known.TryGetValue(Key(graph.Row(task.Validation[v])), out var same)
            && same.Any(i => task.TrainLabels[i] == task.ValidationLabels[v] && graph.Row(task.Train[i]).SequenceEqual(graph.Row(task.Validation[v]))) ? 1.0 : 0);
    }

    private static ulong Key(ReadOnlySpan<int> neighbors)
    {
        ulong h = 14695981039346656037;
        foreach (int n in neighbors) h = (h ^ (uint)n) * 1099511628211;
        return h;
    }
}
