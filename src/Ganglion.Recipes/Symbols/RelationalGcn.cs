using Ganglion.Lab;
using Ganglion.Nets;

namespace Ganglion.Recipes;

/// <summary>R-GCN: entities hear their neighbours through matrices of their relations before DistMult scores them.</summary>
[Recipe("r-gcn")]
public sealed partial class RelationalGcn : TripleScorer<TripleVectors, RelationalGcn.Options>
{
    public override Paper Paper => new("Modeling Relational Data with Graph Convolutional Networks",
        "Schlichtkrull, Kipf, Bloem, van den Berg, Titov, Welling", 2018, "arXiv:1703.06103", "P441");

    public override string Summary => "xᵢ' = relu(Σ over r of (mean of xⱼ over Nᵢʳ)·Wᵣ + xᵢ·S) with Wᵣ of shared bases or of blocks (eqs. 2 to 4); "
        + "DistMult scores what comes out.";

    public override IReadOnlyList<Claim> Claims => RelationalClaims.All;

    public sealed record Options
    {
        /// <summary>Numbers of an entity's vector.</summary>
        [Search(32, 256, Log = true)] public int Width { get; init; } = 64;

        /// <summary>Rounds of hearing.</summary>
        [Search(1, 2)] public int Layers { get; init; } = 1;

        /// <summary>Bases that the relations' matrices share; 0 for none.</summary>
        public int Bases { get; init; }

        /// <summary>Blocks of a relation's matrix; 0 for a full one.</summary>
        public int Blocks { get; init; }

        /// <summary>Share of the edges that a step leaves out.</summary>
        [Search(0.1, 0.8)] public double EdgeDropout { get; init; } = 0.4;

        /// <summary>Share of what an entity says to itself that a step leaves out.</summary>
        [Search(0, 0.5)] public double SelfDropout { get; init; } = 0.2;

        /// <summary>Share of a query's vector that is dropped while training.</summary>
        [Search(0, 0.6)] public double Dropout { get; init; } = 0.3;

        /// <summary>Adam's learning rate.</summary>
        [Search(5e-4, 5e-2, Log = true)] public double LearningRate { get; init; } = 0.01;

        /// <summary>Passes over the queries at most.</summary>
        public int Epochs { get; init; } = 60;

        /// <summary>Queries a step.</summary>
        public int BatchSize { get; init; } = 256;

        /// <summary>Epochs between two looks at the validation part.</summary>
        public int EvaluateEvery { get; init; } = 5;

        /// <summary>Looks without a better ranking before training stops.</summary>
        public int Patience { get; init; } = 3;
    }

    public override Options Smoke => new() { Width = 8, Bases = 2, Epochs = 6, EvaluateEvery = 6, BatchSize = 256, Dropout = 0 };

    public override Options Suit(KnowledgeGraphCompletion task) => task.Train.Length <= 100_000 ? new()
        : new() { Width = 128, Blocks = 16, BatchSize = 2048, EdgeDropout = 0.7, Epochs = 20, EvaluateEvery = 4, Patience = 2 };

    public override TripleVectors Create(KnowledgeInfo info, Options o, Rng rng) => TripleVectors.Create(info, o.Width, TripleForm.Product, rng);

    public override TripleVectors Fit(KnowledgeGraphCompletion task, Options o, Run run)
    {
        var (known, info) = (task.Known, task.Info);
        var graph = GraphOf(task);
        var init = run.Rng.Split("init");
        var start = new Net(Create(info, o, init), [.. Enumerable.Range(0, o.Layers).Select(l =>
            RgcnConv.Create(o.Width, o.Width, 2 * info.Relations, init.Split(l), o.Bases, o.Blocks))]);
        var fitted = run.Train(start,
            new Training
            {
                Optimizer = new Adam(o.LearningRate),
                Epochs = o.Epochs,
                Items = known.Queries.Count,
                BatchSize = o.BatchSize,
                EvaluateEvery = o.EvaluateEvery,
                Patience = o.Patience,
            },
            loss: (net, step) =>
            {
                var right = known.Answers.SelectRows(step.Items);
                var vectors = net.Encode(graph.DropEdges(o.EdgeDropout, step.Rng.Split("edges")), o.SelfDropout, step.Rng);
                return vectors.Scores(known.Queries.Select(step.Items), o.Dropout, step.Rng.Split("query")).SoftmaxCrossEntropy(right).Sum() / right.Nonzeros;
            },
            validate: net =>
            {
                var vectors = net.Encode(graph);
                return task.Validate(q => vectors.Scores(q));
            });
        return Memory.Scope(() => fitted.Encode(graph));
    }

    public override Tensor Predict(TripleVectors net, KnowledgeQueries queries, Options o) => net.Scores(queries);

    /// <summary>The training triples, and each turned round as a relation of its own.</summary>
    internal static RelationalGraph GraphOf(KnowledgeGraphCompletion task)
    {
        int relations = task.Info.Relations;
        int[] heads = Array.ConvertAll(task.Train, t => t.Head), tails = Array.ConvertAll(task.Train, t => t.Tail), types = Array.ConvertAll(task.Train, t => t.Relation);
        return RelationalGraph.From(task.Info.Entities, 2 * relations, (int[])[.. heads, .. tails], (int[])[.. tails, .. heads],
            (int[])[.. types, .. types.Select(r => r + relations)]);
    }

    /// <summary>What is trained: vectors of entities and relations, and the layers between.</summary>
    [Model]
    public sealed partial record Net(TripleVectors Vectors, RgcnConv[] Layers)
    {
        /// <summary>The vectors after all rounds.</summary>
        public TripleVectors Encode(RelationalGraph graph, double selfDropout = 0, Rng? rng = null)
        {
            var x = Vectors.Entities;
            for (int l = 0; l < Layers.Length; l++)
            {
                if (l > 0) x = x.Relu();
                x += Layers[l].Forward(graph, x, selfDropout, rng?.Split(l));
            }
            return Vectors with { Entities = x };
        }
    }

    public override string Notes => "A round adds to what was there (a residual), the softmax over all entities replaces sampled negatives, and a relation turned "
        + "round has a vector of its own in the decoder too, as for the other methods here. What is kept are the vectors after the last round.";
}
