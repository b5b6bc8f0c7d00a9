using Ganglion.Data;

namespace Ganglion.Lab;

/// <summary>From data to a task.</summary>
public static class Tasks
{
    /// <summary>The task that a data set stands for, by its form.</summary>
    /// <exception cref="ArgumentException">The metric that was asked for does not belong to the task.</exception>
    /// <exception cref="DataException">No task of this form exists yet, or the data do not suffice for it.</exception>
    public static LearningTask From(DataSet data, TaskOptions? options = null)
    {
        options ??= new();
        LearningTask task = data.Payload switch
        {
            Table table => TableTask.From(options.Target is { } t ? table.WithTarget(t) : table, data.Name, options, data.Sha256),
            Graph graph => NodeClassification.From(graph, data.Name, options, data.Sha256),
            GraphCollection graphs => GraphClassification.From(graphs, data.Name, options, data.Sha256),
            Interactions log => TopNRecommendation.From(log, data.Name, options, data.Sha256),
            ImageSet images => ImageClassification.From(images, data.Name, options, data.Sha256),
            SeriesSet series => Forecasting.From(series, data.Name, options, data.Sha256),
            _ => throw new DataException($"'{data.Name}', which has the form {data.Form}", "a table, graph, graph collection, interactions, images or series", "Tasks of this form come in a later version."),
        };
        return options.Metric is { } metric ? task.RankBy(metric) : task;
    }
}
