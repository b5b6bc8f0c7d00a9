using Ganglion.Data;

namespace Ganglion.Lab;

public sealed partial class KeptNetwork
{
    /// <summary>Predicts for everything in a data set of the form that the network was fitted on.</summary>
    /// <exception cref="DataException">The data have another form, or not what the network expects of them.</exception>
    public Predictions Predict(DataSet data) => data.Payload switch
    {
        Table table when Info is KnowledgeInfo => Complete(table),
        KnowledgeGraph graph => Predict(graph),
        Table table => Predict(table.Test is { } test ? test : table),
        Graph or TemporalGraph when Info is LinkInfo or TemporalLinkInfo => throw new DataException($"'{data.Name}', a graph alone", Wanted,
            "Name a file with two nodes a line: --pairs FILE."),
        Graph graph when Info is ClusterInfo => PredictGroups(graph),
        Graph graph when Info is NodeRegressionInfo => PredictValues(graph),
        Graph graph => Predict(graph),
        GraphStore store => Predict(store, store.Test),
        GraphCollection graphs => Predict(graphs),
        ImageSet images => Predict(images.Test ?? images),
        SeriesSet series => Predict(series),
        Interactions log => Predict(log),
        _ => throw new DataException($"'{data.Name}', which has the form {data.Form}", Wanted,
            "Give data of the form that the network was fitted on."),
    };

    // ---- tables ----

    /// <summary>Predicts for each row. Columns are found by name; the target may be absent, further columns are passed over.</summary>
    /// <exception cref="DataException">A column is missing, or holds something that cannot be read as in training.</exception>
    public Predictions Predict(Table table)
    {
        var info = Need<TableInfo>("a table");
        return Predict(info, info.Encoder.Encode(table.Conform(new(Layout(info)))));
    }

    /// <summary>Predicts for rows given as dictionaries: column name to number, text or truth value; absent or null is missing.</summary>
    /// <exception cref="DataException">A key names no column, with the nearest names suggested, or a value is not a number where one is
    /// needed.</exception>
    public Predictions Predict(IEnumerable<IReadOnlyDictionary<string, object?>> rows)
    {
        var info = Need<TableInfo>("rows of a table");
        return Predict(info, info.Encoder.Encode(Table.FromRows(new([.. Layout(info), TargetOf(info)]), rows)));
    }

    /// <summary>Predicts for objects of any type, with one function a column: <c>("age", p =&gt; p.Age)</c>.</summary>
    /// <exception cref="DataException">A column is missing or unknown, or a value is not a number where one is needed.</exception>
    public Predictions PredictRecords<T>(IEnumerable<T> records, params IReadOnlyList<(string Name, Func<T, object?> Value)> columns)
    {
        var info = Need<TableInfo>("records");
        if (info.Encoder.Columns.FirstOrDefault(c => columns.All(given => given.Name != c.Name)) is { } absent)
            throw new DataException($"no column '{absent.Name}'", Wanted,
                $"Give a function for it, or one that returns null where the value is missing. Given were: {string.Join(", ", columns.Select(c => c.Name))}.");
        return Predict(records.Select(r => columns.ToDictionary(c => c.Name, c => c.Value(r))));
    }

    /// <summary>
    /// Predicts for rows of numbers in the order of <see cref="TableEncoder.Columns"/>, one row after another. A category is given by
    /// its position among the column's levels, a missing value as NaN.
    /// </summary>
    /// <exception cref="DataException">Not a whole number of rows, a category that does not exist, or a network that reads text.</exception>
    public Predictions Predict(ReadOnlySpan<double> features)
    {
        var info = Need<TableInfo>("numbers");
        var columns = info.Encoder.Columns;
        if (columns.FirstOrDefault(c => c.Kind == ColumnKind.Text) is { } text)
            throw new DataException("a row of numbers", $"text for column '{text.Name}'", "Predict from dictionaries, records or a table.");
        if (features.Length % columns.Count != 0)
            throw new DataException($"{features.Length} numbers",
                $"{columns.Count} a row, in this order: {string.Join(", ", columns.Select(c => c.Name))}",
                "Give every column of every row; NaN is a missing value.");
        int rows = features.Length / columns.Count;
        var made = new Column[columns.Count];
        for (int c = 0; c < made.Length; c++)
        {
            var values = new double[rows];
            for (int r = 0; r < rows; r++) values[r] = features[r * made.Length + c];
            made[c] = columns[c].Kind == ColumnKind.Numeric ? new NumericColumn(columns[c].Name, values) : Codes(columns[c], values);
        }
        return Predict(info, info.Encoder.Encode(new Table(made)));
    }

    private static IReadOnlyList<ColumnSchema> Layout(TableInfo info) =>
        [.. info.Encoder.Columns.Select(c => new ColumnSchema(c.Name, c.Kind, ColumnRole.Feature, 0, c.Levels))];

    // Rows may bring the target along; it is passed over, whatever it holds.
    private static ColumnSchema TargetOf(TableInfo info) => new(info.Target, ColumnKind.Text, ColumnRole.Target, 0, []);

    private static CategoricalColumn Codes(EncodedColumn column, double[] values)
    {
        foreach (double v in values)
            if (!double.IsNaN(v) && (v != Math.Floor(v) || v < 0 || v >= column.Levels.Count))
                throw new DataException($"{v} for column '{column.Name}'",
                    $"0 to {column.Levels.Count - 1}, the position of one of: {string.Join(", ", column.Levels.Take(12))}",
                    "Give NaN for a category that was not there in training.");
        return new(column.Name, Array.ConvertAll(values, v => double.IsNaN(v) ? -1 : (int)v), [.. column.Levels]);
    }

    private Predictions Predict(TableInfo info, TableInput input)
    {
        const int block = 8192;
        float[] answers = input.Rows <= block ? Answer(input).ToArray()
            : [.. Enumerable.Range(0, input.Rows).Chunk(block).SelectMany(rows => Answer(input.Select(rows)).ToArray())];
        if (!info.IsClassification) return new ValuePredictions(info.Target, Array.ConvertAll(answers, a => a * info.Deviation + info.Mean));
        return Classify(Tensor.From(answers, input.Rows, info.Outputs), info.Classes, []);
    }

    // ---- graphs ----

    /// <summary>Predicts a class for each node of a graph.</summary>
    /// <exception cref="DataException">The nodes have another number of features.</exception>
    public ClassPredictions Predict(Graph graph)
    {
        var info = Need<NodeInfo>("a graph");
        var input = NodeClassification.InputOf(graph);
        if (input.Features.Columns != info.Features)
            throw new DataException($"a graph with {input.Features.Columns} node features", Wanted,
                "A network for nodes without features knows only the graph that it was fitted on.");
        return Classify(Answer(input), info.Classes, graph.NodeNames);
    }

    /// <summary>Predicts a number for each node of a graph.</summary>
    /// <exception cref="DataException">The nodes have another number of features.</exception>
    public ValuePredictions PredictValues(Graph graph)
    {
        var info = Need<NodeRegressionInfo>("a graph");
        if ((graph.Features?.Columns ?? graph.Nodes) != info.Features)
            throw new DataException($"a graph with {graph.Features?.Columns ?? graph.Nodes} node features", Wanted,
                "A network for nodes without features knows only the graph that it was fitted on.");
        return new("target", Array.ConvertAll(Answer(info.InputOf(graph)).ToArray(), a => a * info.Deviation + info.Mean));
    }

    /// <summary>Predicts a class for some nodes of a graph on disk; of a whole data set those of its test part.</summary>
    /// <exception cref="DataException">The nodes have another number of features.</exception>
    public ClassPredictions Predict(GraphStore store, IReadOnlyList<int> nodes)
    {
        var info = Need<NodeInfo>("a graph on disk");
        if (store.Features != info.Features)
            throw new DataException($"a graph with {store.Features} node features", Wanted, "Give each node the features of training.");
        return Classify(Answer(new StoredNodes(store, [.. nodes])), info.Classes, [.. nodes.Select(n => Text(n))]);
    }

    /// <summary>Predicts a class, or the targets one after another, for each graph of a collection.</summary>
    /// <exception cref="DataException">A node has a tag that was not there in training, or nodes or edges have other attributes.</exception>
    public Predictions Predict(GraphCollection graphs)
    {
        var info = Need<GraphInfo>("a collection of graphs");
        int tags = info.Features - info.Attributes;
        if (graphs.NodeTags.DefaultIfEmpty().Max() is var tag && tag >= Math.Max(1, tags))
            throw new DataException($"a node with the tag {tag}", $"tags from 0 to {tags - 1}", "Number the tags as in training.");
        if (graphs.NodeWidth != info.Attributes) throw new DataException($"graphs with {graphs.NodeWidth} node attributes", Wanted, "Give the attributes of training.");
        if (graphs.EdgeLabelCount + graphs.EdgeWidth != info.EdgeFeatures)
            throw new DataException($"graphs with {graphs.EdgeLabelCount + graphs.EdgeWidth} edge features", Wanted, "Give the edge labels and attributes of training.");
        var answers = Answer(GraphBatch.From(graphs, info.Features));
        return info.Classes.Count > 0 ? Classify(answers, info.Classes, [])
            : new ValuePredictions("target", [.. GraphRegression.Unscale(info, answers).Select(v => (double)v)]);
    }

    // ---- images ----

    /// <summary>Predicts a class for each image.</summary>
    /// <exception cref="DataException">The images have another size.</exception>
    public ClassPredictions Predict(ImageSet images)
    {
        var info = Need<ImageInfo>("images");
        return (images.Channels, images.Height, images.Width) == (info.Channels, info.Height, info.Width) ? Classify(images.Pixels)
            : throw new DataException($"images of {images.Channels} × {images.Height} × {images.Width}", Wanted, "Scale or crop them first.");
    }

    /// <summary>Predicts a class for one image, or for several one after another.</summary>
    /// <param name="pixels"><c>[images, channels, height, width]</c>, with white and black as in training.</param>
    /// <exception cref="DataException">Not a whole number of images.</exception>
    public ClassPredictions Classify(ReadOnlySpan<byte> pixels)
    {
        var info = Need<ImageInfo>("pixels");
        int size = info.Channels * info.Height * info.Width, block = 500 * size;
        if (pixels.Length == 0 || pixels.Length % size != 0) throw new DataException($"{pixels.Length} pixels", $"{size} an image: {Wanted}",
            "Scale or crop the image first.");
        var logits = new List<float>();
        for (int at = 0; at < pixels.Length; at += block)
            logits.AddRange(Answer(info.Normalize(pixels.Slice(at, Math.Min(block, pixels.Length - at)))).ToArray());
        return Classify(Tensor.From(logits.ToArray(), pixels.Length / size, info.Classes.Count), info.Classes, []);
    }

    // ---- series ----

    /// <summary>Forecasts what comes after the last known value of each series.</summary>
    public Forecasts Predict(SeriesSet series)
    {
        var info = Need<ForecastInfo>("series");
        double[][] histories = [.. series.Items.Select(s => Forecasting.Fill(s.Test is { } test ? [.. s.Values, .. test] : s.Values))];
        float[] values = Answer(new ForecastInput([.. histories.Select(h => (ReadOnlyMemory<double>)h)], info.Horizon, info.Season)).ToArray();
        return new([.. series.Items.Select(s => s.Id)], [.. values.Select(v => (double)v).Chunk(info.Horizon)]);
    }

    /// <summary>Forecasts the next values of one series.</summary>
    /// <param name="history">The known values, oldest first.</param>
    /// <exception cref="DataException">No value is known.</exception>
    public double[] Forecast(ReadOnlySpan<double> history)
    {
        var info = Need<ForecastInfo>("a history");
        if (history.Length == 0) throw new DataException("an empty history", "at least one season of values", "Give the known values, oldest first.");
        return Answer(new ForecastInput([Forecasting.Fill(history.ToArray())], info.Horizon, info.Season)).ToDoubles();
    }
}
