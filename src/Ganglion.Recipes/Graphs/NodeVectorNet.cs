using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>How the vectors of two nodes become features of the pair (Grover and Leskovec 2016, table 1).</summary>
public enum LinkOperator
{
    /// <summary>The product, number by number.</summary>
    Hadamard,

    /// <summary>The mean.</summary>
    Average,

    /// <summary>The magnitude of the difference.</summary>
    L1,

    /// <summary>The square of the difference.</summary>
    L2,
}

/// <summary>A vector for each node, and a linear map of what they say of a pair or of a node.</summary>
/// <param name="Vectors"><c>[nodes, width]</c>.</param>
/// <param name="Head">To one logit, or to one a class.</param>
[Model]
public sealed partial record NodeVectorNet(Tensor Vectors, Linear Head)
{
    /// <summary>Logits <c>[pairs]</c>.</summary>
    public Tensor Score(LinkInput asked, LinkOperator by) => Head.Forward(Pair(Vectors, asked, by)).Reshape(-1);

    /// <summary>What the vectors of both nodes say of the pair, <c>[pairs, width]</c>.</summary>
    internal static Tensor Pair(Tensor vectors, LinkInput asked, LinkOperator by)
    {
        Tensor u = vectors.GatherRows(asked.From), v = vectors.GatherRows(asked.To);
        return by switch
        {
            LinkOperator.Hadamard => u * v,
            LinkOperator.Average => (u + v) * 0.5,
            LinkOperator.L1 => (u - v).Abs(),
            _ => (u - v).Square(),
        };
    }
}

/// <summary>Link prediction by logistic regression on pairs of fixed vectors.</summary>
public abstract class VectorLinks<TOptions> : LinkPredictor<NodeVectorNet, TOptions> where TOptions : class, new()
{
    public sealed override NodeVectorNet Create(LinkInfo info, TOptions o, Rng rng) =>
        new(Tensor.Zeros([info.Nodes, Of(o).Width]), Linear.Create(Of(o).Width, 1, rng));

    public sealed override NodeVectorNet Fit(LinkPrediction task, TOptions o, Run run)
    {
        var vectors = Learn(task.Input.Adjacency, o, run);
        var head = LinkTraining.Fit(run, task, Linear.Create(Of(o).Width, 1, run.Rng.Split("head")),
            new Training { Optimizer = new Adam(0.02) { WeightDecay = 1e-4 }, Epochs = 60, BatchSize = 16_384 },
            (h, asked, _) => h.Forward(NodeVectorNet.Pair(vectors, asked, Of(o).By)).Reshape(-1));
        return new(vectors, head);
    }

    public sealed override Tensor Predict(NodeVectorNet net, LinkInput input, TOptions o) => net.Score(input, Of(o).By);

    /// <summary>Numbers of a vector, and how two become one.</summary>
    protected abstract (int Width, LinkOperator By) Of(TOptions o);

    /// <summary>Vectors of the nodes of a graph, <c>[nodes, width]</c>.</summary>
    protected abstract Tensor Learn(Csr graph, TOptions o, Run run);
}

/// <summary>Node classification by softmax regression on fixed vectors.</summary>
public abstract class VectorNodes<TOptions> : NodeClassifier<NodeVectorNet, TOptions> where TOptions : class, new()
{
    public sealed override NodeVectorNet Create(NodeInfo info, TOptions o, Rng rng) =>
        new(Tensor.Zeros([0]), Linear.Create(WidthOf(o), info.Classes.Count, rng));

    public sealed override NodeVectorNet Fit(NodeClassification task, TOptions o, Run run)
    {
        var vectors = Learn(task.Input.Adjacency, o, run);
        var (train, validation) = (vectors.GatherRows(task.Train), vectors.GatherRows(task.Validation));
        var head = run.Train(Linear.Create(WidthOf(o), task.Classes, run.Rng.Split("head")),
            new Training { Optimizer = new Adam(0.02) { WeightDecay = 1e-3 }, Epochs = 150 },
            loss: (h, _) => h.Forward(train).SoftmaxCrossEntropy(task.TrainLabels).Mean(),
            validate: h => task.ValidateRows(h.Forward(validation)));
        return new(vectors, head);
    }

    public sealed override Tensor Predict(NodeVectorNet net, GraphInput graph, TOptions o) => graph.Nodes == net.Vectors.Size(0) ? net.Head.Forward(net.Vectors)
        : throw new ArgumentException($"Vectors of {net.Vectors.Size(0)} nodes were learned, and the graph has {graph.Nodes}: this method knows only the nodes that it was fitted on.");

    public sealed override bool IsUsualFor(LearningTask task) => task is NodeClassification { HasFeatures: false };

    public sealed override Tensor? Embed(NodeVectorNet net, GraphInput graph, TOptions o) => net.Vectors;

    /// <summary>Numbers of a vector.</summary>
    protected abstract int WidthOf(TOptions o);

    /// <summary>Vectors of the nodes of a graph, <c>[nodes, width]</c>.</summary>
    protected abstract Tensor Learn(Csr graph, TOptions o, Run run);
}
