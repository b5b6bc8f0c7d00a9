#!/usr/bin/env python3
"""Writes needs.md: what the catalogue's rows need of the engine, counted, and where it is.

    python3 docs/needs.py CATALOGUE/papers.jsonl          (--rest lists the phrases that no line below claims)

A row's needs are free phrases. A feature claims a phrase by a regular expression, and one phrase may be claimed by several. A feature is there
if the files named for it exist; the page says so by itself, and names what is missing.
"""
import collections, glob, json, os, re, sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CORE, OPS, NETS = "src/Ganglion.Core/", "src/Ganglion.Core/Ops/", "src/Ganglion.Nets/"
# Every operation is tested by the first two, most by the third; a feature's own tests come on top.
ALL = "Conformance, Gradients, Golden"

# feature; expression; what answers it; its files; its own tests
ENGINE = r"""
Shape and arithmetic
2-D convolution | conv2d|\bcnns?\b|conv net|convnet|resnet|\bvgg|u-?net|conv/|\bconv(olution(s|al)?)? (layer|block|net|enc|dec|cell|back|stem|auto|head|op|over|and)|^conv(olutions?)?$|strided conv|1x1|and conv\b | Conv2d | Ops/Conv2d.cs Layers/Conv2d.cs | PyTorch/ConvolutionTests.cs
1-D convolution | conv1d|1-?d conv|temporal conv|\btcn\b|text ?cnn|causal conv|char(acter)?-?cnn | Conv1d | Ops/Conv1d.cs Layers/Conv1d.cs | PyTorch/ConvolutionTests.cs
3-D convolution | conv3d|3-?d conv|spatio-?temporal conv|voxel | Conv3d | Ops/Conv3d.cs Layers/Conv3d.cs | PyTorch/ConvolutionTests.cs
transposed convolution | transposed? conv|conv ?transpose|deconv|u-?net | ConvTranspose1d, 2d, 3d | Ops/Conv2dInput.cs Layers/ConvTranspose2d.cs | PyTorch/ConvolutionTests.cs
depthwise, grouped, separable convolution | depthwise|grouped|separable|mobilenet|inverted bottleneck | Conv2d(groups:) | Ops/Conv2d.cs Layers/Vision/MobileNet.cs | PyTorch/ConvolutionTests.cs
dilated and strided convolution | dilated|strided|atrous | Conv2d(stride:, dilation:) | Ops/Conv2d.cs | PyTorch/ConvolutionTests.cs
unfold, fold, patches | unfold|im2col|patch | Unfold, Fold, Windows | Ops/Unfold.cs Ops/Fold.cs | PyTorch/ConvolutionTests.cs
max, average, global and adaptive pooling | pool(?!ed rel|s\b) | MaxPool1d-3d, AvgPool1d-3d, AdaptiveAvgPool, AdaptiveMaxPool, LpPool2d | Ops/MaxPool2d.cs Ops/AvgPool2d.cs Ops/AdaptiveAvgPool.cs | PyTorch/ConvolutionTests.cs
resizing and grid sampling | resiz|upsampl|bilinear (resiz|interp|grid|samp|up)|interpolat|grid.sampl|warp|rescal | Resize, GridSample, AffineGrid | Ops/Resize.cs Ops/GridSample.cs | PyTorch/ConvolutionTests.cs
linear layers and perceptrons | \bmlps?\b|linear layer|dense layer|fully.connected|perceptron|feed-?forward net|point-wise linear|linear (head|probe|classif|regress) | Linear, Mlp | Ops/Linear.cs Layers/Mlp.cs |
dense and batched matrix products | batched mat|(?<!sparse )(?<!sparse-dense )(?<!sparse-sparse )\bmatmul|\bgemm\b|matrix product|bilinear | MatMul, with every transpose, batched and broadcast | Ops/MatMul.cs | Kernels/MatMulTests.cs
einsum, outer and tensor products | einsum|outer.product|tensor (product|contract|decomp|train|ring)|kronecker|khatri|\bcp\b|tucker | Einsum, Outer, Kron | Ops/Einsum.cs Ops/Outer.cs Ops/Linear/Kron.cs | Tensors/EinsumTests.cs
softmax and cross-entropy | softmax|cross-?entropy | Softmax, LogSoftmax, SoftmaxCrossEntropy | Ops/Softmax.cs Ops/LogSoftmax.cs Ops/SoftmaxCrossEntropy.cs | Kernels/FusedTests.cs
log-sum-exp and the log domain | log-?sum-?exp|log-(space|domain)|log-likelihood | LogSumExp, LogAddExp, LogCumSumExp | Ops/LogSumExp.cs Ops/LogAddExp.cs Ops/LogCumSumExp.cs |
activations, also one's own | relu|gelu|silu|swish|sigmoid|tanh|softplus|activation|siren|\belu\b|selu|\bsin\b|sine|sinusoid | 22 activations; Diff.Custom for one's own | Ops/Relu.cs Ops/Gelu.cs Ops/Mish.cs Autodiff/Diff.Custom.cs | Autodiff/CustomTests.cs
special functions | lgamma|digamma|gamma func|beta func|\berf\b|bessel|dirichlet|beta (prior|dist)|von mises|student | LogGamma, Polygamma, Erf, Erfc, ErfInv | Ops/LogGamma.cs Ops/Polygamma.cs Ops/Erf.cs |
power and logarithm | \bpow\b|power func|exponent|\blog/|logarithm|fractional power | Pow, Exp, Log, Log1p, Expm1 | Ops/Pow.cs Ops/PowTensor.cs Ops/Log.cs |
sorting, top-k, order statistics | top-?k|\bsort|argsort|quantile|median|rank(s|ing)? (op|transform)|percentile|order statistic | Sort, ArgSort, TopK | Ops/Sort.cs Ops/TopK.cs Ops/ArgSort.cs | Kernels/ReduceTests.cs
cumulative sums and products | cumul|cumsum|cumprod|prefix[- ](sum|scan)|running (sum|mean)|associative scan | CumSum, CumProd, CumMax, LogCumSumExp | Ops/CumSum.cs Ops/CumProd.cs Ops/CumMax.cs | Kernels/ReduceTests.cs
gather, scatter and indexing | gather|scatter|index(ing|_select| select|ed add)|lookup|look-up | Gather, Scatter, ScatterAdd, IndexSelect, GatherRows, Take, PutAdd | Ops/Gather.cs Ops/ScatterAdd.cs Ops/GatherRows.cs | Kernels/SparseTests.cs
slicing, concatenation, splitting | slic|concat|split(?!s)|stack(ing)?\b|tiling|reshape|crop | Slice, Split, Concat, Stack, Tile | Ops/Slice.cs Ops/Concat.cs Ops/Stack.cs Ops/Tile.cs |
masks, choices, comparisons | \bmask(s|ed|ing)?\b|where\b|comparison|clamp|threshold | Where, MaskedFill, Greater, Clamp, Threshold, LogicalAnd | Ops/Where.cs Ops/MaskedFill.cs Ops/Greater.cs |
norms and distances | cosine|pairwise (dist|squared|eucl|simil|l2|dot|cos)|euclidean|l2.norm|\bcdist|distance matri|norms? (of|per|pen|clip)|group.norm pen|spectral norm|mahalanobis|procrustes | Norm, VectorNorm, CosineSimilarity, Cdist, PairwiseDistance | Ops/VectorNorm.cs Ops/Cdist.cs Ops/CosineSimilarity.cs |
polynomials and splines | spline|\bkan\b|chebyshev|polynomial|hermite|legendre|rational func|jacobi | composition; Csr.Polynomial for filters on graphs | Sparse/Polynomial.cs |
random features and projections | random.feature|random.project|fourier feature|random (orthogonal|matri|weights|fixed)|fixed random | Rng.Normal, MatMul, Cos | Random/Rng.cs Ops/Cos.cs | Random/RngTests.cs
histograms and binning | histogram|binning|bucket|discreti[sz]|soft-?bin | ScatterAddRows over ids; Threshold for soft bins | Ops/ScatterAddRows.cs |

Normalisation and regularisation
batch normalisation | batch-?\s?norm|\bbn\b | BatchNorm | Ops/BatchNorm.cs Layers/BatchNorm.cs | Kernels/FusedTests.cs
layer, group, instance and other normalisation | layer-?\s?norm|group-?\s?norm(?! pen)|instance-?\s?norm|rms-?\s?norm|weight norm|online norm | LayerNorm, GroupNorm, InstanceNorm, RmsNorm, WeightNorm | Ops/LayerNorm.cs Ops/GroupNorm.cs Ops/InstanceNorm.cs Ops/RmsNorm.cs |
dropout and its kin | drop-?out|drop-?(path|edge|node|connect|block)|stochastic depth | Dropout | Ops/Dropout.cs Layers/Dropout.cs |
residual and skip connections | residual|skip.conn|highway | composition | Layers/Vision/ResNet.cs |
spectral normalisation, power iteration | spectral.norm|power.iter|lipschitz | SpectralNorm | Layers/SpectralNorm.cs |

Sparse and graph
sparse times dense | sparse-?dense|spmm|sparse matmul|sparse mat|\bcsr\b|sparse (adj|linear|prop|tf|input|graph)|laplacian|adjacency|propagat|pagerank|diffusion conv | Csr.MatMul | Sparse/SpMM.cs Sparse/Csr.cs | Kernels/SparseTests.cs Sparse/CsrTests.cs
dense products at the non-zeros | sddmm|edge (score|weight|value|attention)|gradient to edge|dot.product.*edges | Csr.Sddmm | Sparse/Sddmm.cs | Sparse/CsrTests.cs
sparse times sparse | sparse-sparse|spgemm|matrix power|meta-?path|adjacency power | Csr product | Sparse/SparseProduct.cs | Sparse/CsrTests.cs
segment sum, mean, max, min, std | segment (sum|mean|max|min|std|reduc|op|agg|pool)|segment-|readout|deep ?sets|set (enc|pool)|scatter.(sum|mean|max)|hyperedge | SegmentSum, Mean, Max, Min, Std | Ops/SegmentSum.cs Ops/SegmentMean.cs Ops/SegmentMax.cs Ops/SegmentMin.cs Ops/SegmentStd.cs | Kernels/SparseTests.cs
segment softmax, edge softmax | segment softmax|segment sum/softmax|edge softmax|\bgat(v2)?\b|graph attention|softmax over (neigh|edge|in-edge)|attention over (neigh|edge) | SegmentSoftmax, EdgeSoftmax | Ops/SegmentSoftmax.cs Sparse/EdgeSoftmax.cs | Sparse/CsrTests.cs
graph convolution layers | \bgcn|graph ?sage|\bgin\b|\bgnn|graph (neural|conv|net)|message.passing|\bsgc\b|\bmpnn | GcnConv, SageConv, GatConv, GinConv, SgConv | Layers/Graphs/GcnConv.cs Layers/Graphs/SageConv.cs Layers/Graphs/GatConv.cs Layers/Graphs/GinConv.cs | Nets: Layers
several relations and node types | heterogen|multi-?relation|relational|\br-?gcn|typed edge|knowledge.graph emb | composition: a Csr a relation, no layer of its own | Sparse/Csr.cs | Sparse/CsrTests.cs
batches of graphs | graph batch|batch(es|ed|ing)? (of )?graph|batched graph|many small graphs | block-diagonal Csr | Data: Graphs/GraphCollection.cs | Data: Graphs
neighbour sampling | neighbou?r.sampl|subgraph sampl|mini-?batch(es)? (of|on|over) (graph|nodes)|node sampl|layer-?wise sampl | NeighborSampler | Data: Graphs/NeighborSampler.cs | Data: Graphs
edge features in messages | edge.feature|edge-?conditioned|edge mlp|edge network|edge-type | GatherRows, SegmentSum, EdgeAdd | Sparse/EdgeAdd.cs Ops/GatherRows.cs | Sparse/CsrTests.cs
embedding tables | embedding (table|bag|layer|lookup|matri|param|with|dict)|embeddings?$|categorical embed|id embed|(user|item|entity|token|node) embed|factori[sz]ation machine|\bfm/ | Embedding | Layers/Embedding.cs |
row-sparse gradients of embeddings | sparse.gradient|row-?(wise )?sparse|sparse update|lazy (adam|update)|large embedding | EmbeddingRows | Layers/EmbeddingRows.cs |
layers with sparse weights | sparse (weight|layer|conv|train|mlp|linear layer|connect)|sparse-weight|dynamic sparse|block-?sparse | SparseLinear, SparseConv2d | Layers/Sparse/SparseLinear.cs Sparse/SparseConv2d.cs | Sparse

Sequence
LSTM | lstm | Lstm | Ops/Lstm.cs Layers/Sequences/Lstm.cs |
GRU and plain recurrent nets | \bgru\b|\brnns?\b|recurrent | Gru | Ops/Gru.cs Layers/Sequences/Gru.cs |
both directions | bi-?lstm|bi-?directional|bi-?gru | Lstm(reverse:), bidirectional layers | Ops/Lstm.cs Layers/Sequences/Lstm.cs |
truncated back-propagation through time | bptt|truncat.*(back|grad)|detached state|state carry | states as arguments, Detach | Ops/Lstm.cs |
attention | attention|\bmha\b|set transformer|pointer | Attention, MultiheadAttention | Ops/Attention.cs Layers/Sequences/MultiheadAttention.cs |
causal and masked attention | causal|masked (self-)?attention|attention mask|key.?padding|autoregressive|next-?token|decoder-only|\bgpt | Attention(mask:, causal:, lengths:) | Ops/Attention.cs Layers/Sequences/Gpt.cs |
attention across sequences, decoders | cross-?attention|encoder-?decoder|seq2seq|decoder transformer|transformer decoder | Attention(query, key, value) | Layers/Sequences/MultiheadAttention.cs |
transformers | transformer|\bbert\b|\bvit\b|language model|\bgpt|\bllm (train|pre) | TransformerEncoder, Gpt | Layers/Sequences/TransformerEncoder.cs Layers/Sequences/Gpt.cs |
positions | position(al)? (enc|emb)|rotary|\brope\b|relative position|sinusoidal|time enc|trigonometric position | Rotary, learned and sinusoidal positions | Ops/Rotary.cs Layers/Sequences/Positions.cs |
state-space models and selective scan | state.space|\bssm\b|mamba|selective scan|linear (rnn|recurr)|\bs4\b | SelectiveScan, LinearScan | Ops/SelectiveScan.cs Ops/LinearScan.cs |
beam search and sampling of sequences | beam|nucleus|greedy decod|constrained decod|sequence sampl|kv.cache|fast sampling|(llm|text|token) (generation|decoding) | BeamSearch | Decoding/BeamSearch.cs | Nets: Decoding
conditional random fields, Viterbi, forward-backward | \bcrf\b|viterbi|forward-?backward|\bhmm|\bctc\b|dynamic program|\bdtw\b | LinearChainCrf | Layers/Sequences/LinearChainCrf.cs | Nets: Layers/CrfTests.cs

Linear algebra
Cholesky, Gaussian processes | cholesky|\bgp\b|gaussian process|kriging | Cholesky, SolveTriangular | Ops/Linear/Cholesky.cs Ops/Linear/SolveTriangular.cs | Linear
solving, least squares, ridge | \bsolve|least.squares|ridge|closed.form|linear system|normal equation|lstsq | Solve, Lstsq | Ops/Linear/Solve.cs Ops/Linear/Lstsq.cs | Linear
QR and orthogonal matrices | \bqr\b|orthogonal|gram-?schmidt|householder|cayley|stiefel | Qr, MatrixExp | Ops/Linear/Qr.cs Ops/Linear/MatrixExp.cs | Linear
singular values, low rank, principal components | \bsvd|singular|low-?rank|\bpca\b|principal comp|nuclear norm|\blsi\b|\blsa\b|\blora\b | Svd, SvdVals | Ops/Linear/Svd.cs Ops/Linear/SvdVals.cs | Linear
symmetric eigenvalues | eigen|spectral (clust|emb|decomp|graph)|\bpca\b|laplacian (eig|pos) | Eigh, Eigvalsh | Ops/Linear/Eigh.cs Ops/Linear/Eigvalsh.cs | Linear
inverse, pseudo-inverse, determinant | pseudo-?inverse|matrix inver|\binverse\b|pinv|log-?det|determinant|woodbury|sherman | Inverse, Pinv, LogDet, SlogDet | Ops/Linear/Inverse.cs Ops/Linear/Pinv.cs Ops/Linear/LogDet.cs | Linear
matrix exponential and powers | matrix exp|expm\b|matrix power|heat kernel | MatrixExp, MatrixPower | Ops/Linear/MatrixExp.cs Ops/Linear/MatrixPower.cs | Linear
conjugate gradients | conjugate.grad|\bcg\b|krylov|lanczos | ConjugateGradient | Ops/Linear/ConjugateGradient.cs | Linear
Sinkhorn and optimal transport | sinkhorn|optimal.transport|wasserstein|\bemd\b|earth mover | Sinkhorn | Ops/Linear/Sinkhorn.cs | Linear
assignment | hungarian|linear.?(sum )?assignment|bipartite match|permutation align|weight matching|git re-?basin | LinearSumAssignment | Ops/Linear/LinearSumAssignment.cs | Linear
Fourier transforms | \bfft|fourier (trans|neural|layer|op)|\bdct\b|spectrogram|\bstft|frequency domain|\bfno\b|\bmfcc|mel.?spec|wavelet | Fft, Rfft, Fft2, Stft | Ops/Fourier/Fft.cs Ops/Fourier/Rfft.cs Ops/Fourier/Fft2.cs Ops/Fourier/Stft.cs |
kernels and Gram matrices | gram|kernel (matri|ridge|regress|solve|svm|machine|mean|pca|func|two)|\brbf\b|\bmmd\b|\bhsic|\bcka\b|\bsvm | Cdist, MatMul, Solve | Ops/Cdist.cs Ops/Linear/Solve.cs |

Stochastic
Gumbel-softmax | gumbel|concrete dist|relaxed (cat|bern|sampl) | GumbelSoftmax | Ops/Stochastic/GumbelSoftmax.cs | Random/RelaxationTests.cs
straight-through estimators | straight-?through|\bste\b|hard concrete|binary gate | straight-through forms | Ops/Stochastic/StraightThrough.cs | Random/RelaxationTests.cs
reparameterised normals | reparam|\bvae\b|variational|gaussian latent|normalising flow|normalizing flow|bayes by | Normal | Nets: Distributions/Normal.cs | Nets: Distributions
categorical, Bernoulli and Gaussian policies | categorical (samp|pol|dist|\+|and)|bernoulli|(gaussian|stochastic|squashed) polic|policy (head|dist|net)|multinomial | Categorical, Bernoulli | Nets: Distributions/Categorical.cs Nets: Distributions/Bernoulli.cs | Nets: Distributions
Poisson and other draws | poisson|von mises|gamma (samp|draw)|dirichlet|laplace noise|beta samp | Rng draws | Random/ContinuousDraws.cs Random/DiscreteDraws.cs | Random/DrawTests.cs
seeded, split random numbers | \brng|seed(ed|s)?\b|counter-based|reproducib|determinis | Rng, Philox | Random/Rng.cs Random/Philox.cs | Random/RngTests.cs

Derivatives
second order: gradients of gradients | double.?backward|second-?order|differentiat(e|ing|ion)? through|higher-?order|\bmaml|meta-?learn|unroll|gradient penalty|triple backward|wgan-gp|hyper-?gradient|bilevel|inner.loop|input gradient.*loss | Diff inside Diff | Autodiff/Diff.cs | Autodiff/DiffTests.cs
Hessian-vector products and Hessians | hessian|\bhvp|curvature|gauss-?newton|k-?fac|fisher | Diff.Hvp | Autodiff/Diff.cs Autodiff/Krylov.cs | Autodiff/DiffTests.cs
per-sample gradients | per-?(sample|example)|influence|gradient (dot|similar|cover|match|norm per)|dp-sgd|gradient features|grad(ient)? embed | Diff.PerSample | Autodiff/Diff.cs | Nets: Layers/ManyModelTests.cs
Jacobians, VJP and JVP | jacobian|\bjvp|\bvjp|forward-?mode|forward gradient|tangent|directional deriv|taylor | Diff.Jacobian, Vjp, Jvp | Autodiff/Diff.cs | Autodiff/DiffTests.cs
neural tangent kernels | \bntk|nngp|tangent kernel | Diff.PerSample, MatMul | Autodiff/Diff.cs |
gradients in the inputs | input.(grad|optim|deriv|x grad)|saliency|attribution|adversarial|\bpgd\b|\bfgsm|integrated grad|grad-?cam|trigger inv|derivative (in|of|w\.?r\.?t).*input|gradient w\.?r\.?t\.? (the )?input|\bpinn|pde resid | Diff.Grad in any tensor | Autodiff/Diff.cs | Autodiff/DiffTests.cs
implicit differentiation, fixed points | implicit|fixed.?point|equilibrium|\bdeq\b | Diff.ImplicitFixedPoint, ImplicitRoot, ImplicitArgMin | Autodiff/Diff.Implicit.cs | Autodiff/ImplicitTests.cs
checkpointing, recomputation | checkpoint(ing|ed)|recomput|remateri | Diff.Checkpoint | Autodiff/Diff.Custom.cs | Autodiff/CustomTests.cs
stop-gradient, frozen parts | stop-?grad|detach|frozen|freez | Detach, leaves left out | Tensors/Tensor.cs Learners/FrozenFeatures.cs | Autodiff/DiffTests.cs
gradient reversal | gradient reversal|domain.adversarial|\bdann\b|grl\b | Diff.ReverseGradient | Autodiff/Diff.Custom.cs | Autodiff/CustomTests.cs
hooks on activations and gradients | hook|activation (captur|record|pattern|statist|stat)|intermediate (feature|activ)|feature (tap|extract)|per-layer (activ|grad|stat|cov)|gradient statist|neuron | Diff.Hook | Autodiff/Diff.Custom.cs Autodiff/Diff.Tape.cs | Autodiff
backward rules of one's own | custom (backward|grad|auto|vjp|deriv)|backward (rule|hook|pass)|custom.*backward|surrogate grad|replace(able|d)? (back|grad)|pluggable (back|grad) | Diff.Custom | Autodiff/Diff.Custom.cs | Autodiff/CustomTests.cs
packed saved state | bit-?packed saved|compress(ed)? (activ|saved)|activation compress|few-bit|packed (saved|activ)|quanti[sz]ed activ.*back | Diff.Custom with saved state, PackedBits | Tensors/PackedBits.cs | Autodiff
weights as values: generated, functional | functional|generated weight|hyper-?network|weight gener|weights as|fast weights|stateless|parameter gener|flat(tened)? (weight|param) | models are records; WithLeaves | Tensors/IModel.cs | Tensors
many models in one batch | many (small |tiny )?(net|model)|ensembl|in parallel|batched (nets|models|mlp|training)|population|stacked models|vectori[sz]ed (training|models)|multi-?seed | a leading model axis | Ops/ModelAxis.cs Tensors/Models.Stacking.cs | Nets: Layers/ManyModelTests.cs
shared weights and supernets | supernet|weight.shar|shared.weight|one-shot|once-for-all|slimmable|tied weights|weight slic | slices of leaves | Ops/Slice.cs |
differential equations | \bode\b|neural ode|odeint|runge|euler (step|integr)|\bsde\b|integrator | composition: no solver of its own | Autodiff/Diff.cs |

Low precision
8-bit integers and quantisation | int8|8-bit|quanti[sz](?!er \()|fake-?quant|\bqat\b|\bptq\b|integer (arith|mat|only)|fixed-point arith | int8 products with int32 accumulation | LowPrecision/Int8.cs LowPrecision/Int8Tensor.cs |
binary and few-bit arithmetic | binar(y|i[sz]ed) (net|weight|mat|conv|layer|activ|neural)|xnor|popcount|bit-?packed|ternary|1-bit|power-of-two | xor-popcount products | LowPrecision/BitMatrix.cs |
half-precision storage | bf16|\bf16\b|fp16|half.precision|mixed.precision|float16 | BF16 and F16 storage | Tensors/HalfStorage.cs |
double precision | float64|f64|double.precision|fp64 | DType.F64 | Tensors/DType.cs | Conformance

Meters
multiply-adds and sizes | \bmacs?\b|flops?\b|multiply-add|parameter count|cost (model|count|meter)|op count|param(eter)?/ | Meter | Meters/Meter.cs | Meters
memory | memory (meter|account|profil|measur|track|budget|foot)|peak.mem|saved.activation|memory$ | Meter.Memory | Meters/Meter.Memory.cs | Meters Memory/MemoryTests.cs
time, profiles | latency|timing|profil(e|er|ing)\b|stopwatch|wall-?clock|throughput|speed (meas|bench) | Meter.Trace, --profile | Meters/Meter.Trace.cs | Meters
vectors and threads | simd|thread|multi-?core|cpu (kernel|speed)|vectori[sz]ed (kernel|dist) | Kernels/Cpu | Kernels/Cpu/ISimd.cs Kernels/Cpu/Workers.cs | Kernels Conformance/ThreadTests.cs

Losses and optimisers
binary and multi-label cross-entropy | \bbce\b|binary cross|multi-?label|logistic loss|log-?loss | BinaryCrossEntropy | Losses/BinaryCrossEntropy.cs | Nets: Losses
contrastive losses | contrastive|infonce|nt-xent|in-batch neg|simclr|clip loss|barlow|byol | SoftmaxCrossEntropy of similarities | Ops/SoftmaxCrossEntropy.cs Ops/CosineSimilarity.cs |
ranking and margin losses | \bbpr|triplet|margin|hinge|pairwise (rank|loss|log)|listwise|ranking loss|ranknet|lambda(rank|mart) | Bpr, Hinge | Losses/Bpr.cs Losses/Hinge.cs | Nets: Losses
distillation | distil|teacher|soft.(target|label)|\bkl\b|kullback|jensen | KullbackLeibler | Losses/KullbackLeibler.cs | Nets: Losses
regression losses | \bmse\b|huber|\bmae\b|quantile loss|pinball|smooth l1|squared error|regression loss | MeanSquaredError, Huber, Pinball | Losses/MeanSquaredError.cs Losses/Huber.cs Losses/Pinball.cs | Nets: Losses
Adam and its family | \badam|amsgrad|adagrad|rmsprop|adafactor|\blion\b | Adam, AMSGrad, Adagrad, RmsProp, Adafactor, Lion | Optimizers/Adam.cs Optimizers/Adafactor.cs Optimizers/Adagrad.cs | Nets: Optimizers
gradient descent with momentum | \bsgd|momentum|nesterov|gradient descent | Sgd | Optimizers/Sgd.cs | Nets: Optimizers
quasi-Newton methods | l-?bfgs|bfgs|quasi-?newton|newton | Lbfgs | Optimizers/Lbfgs.cs | Nets: Optimizers
optimisers of one's own, wrapped | (custom|new|own|pluggable|learned|any) optimi[sz]er|optimi[sz]er (state|step|inter|switch|swap|plug|with|that|comp|as)|optimi[sz]ers$|\bsam\b|sharpness|look-?ahead|per-(parameter|layer|group) (lr|learn|step|rate|optim)|projected (grad|step)|proximal | Optimizer, ParameterGroups, Lookahead, Projected | Optimizers/Optimizer.cs Optimizers/ParameterGroups.cs Optimizers/Lookahead.cs | Nets: Optimizers
schedules | schedul|warm-?up|cosine (decay|anneal)|anneal|learning.rate | Schedules | Optimizers/Schedules.cs | Nets: Optimizers
averages of weights | \bema\b|moving average|\bswa\b|weight averag|polyak|target network|momentum encoder|mean teacher | ExponentialMovingAverage, StochasticWeightAverage | Optimizers/ExponentialMovingAverage.cs Optimizers/StochasticWeightAverage.cs | Nets: Optimizers
clipping, decay, accumulation | clip|weight decay|gradient accum|l2 (pen|reg)|l1 (pen|reg)|elastic | wrappers of optimisers | Optimizers/Wrappers.cs Optimizers/Accumulated.cs | Nets: Optimizers
learning without plain back-propagation | feedback align|direct feedback|\bdfa\b|local (loss|learn|update)|forward-forward|target prop|hebbian|pipelin(ed|e) (back|train|paral)|delayed grad|equilibrium prop|predictive cod|layer-?wise (train|loss)|greedy layer|synthetic grad | Learner | Learners/Learner.cs Learners/DirectFeedback.cs Learners/Pipelined.cs | Nets: Learners

Formats
ONNX and traced graphs | onnx|trac(ed|ing)|graph (export|import|ir)|model graph|computation graph|\bir\b | OnnxModel | Formats/Onnx | Nets: Onnx
weights of others | safetensors|pytorch (weight|import|check)|checkpoint (import|load)|imported|pretrained|state dict | Safetensors; PyTorch names | Formats/Safetensors.cs | Nets: Formats
"""

# what other rooms than the engine answer: room; expression
ROOMS = r"""
environments and agents (Control) | environment|\benv\b|\brl\b|\bppo|\bsac\b|\ba2c|dqn|ddpg|td3|reinforce|replay|actor|critic|q-?learning|bandit|simulat|game|rollout|polic|reward|\bgae\b|mcts|planning|grpo|mappo
text and tokenizers (Data/Text) | token|text|word|\bbpe\b|char-?level|corpus|n-?gram|tf-?idf|bm25|vocab|stem|prompt|\bllm|language|parser|nlp|document
data sets, readers, augmentation (Data) | loader|csv|data ?set|augment|split|batch loader|sampler|synthetic|generator|image (load|read|trans)|feature (scal|norm|hash|engin)|reader|mixup|cutmix|crop|encoding of|tabular|stream|schema|label|imput|negative sampl|stand-in|mining
metrics and statistics (Lab) | metric|auc|ndcg|recall|f1|accuracy|mrr|hits|map@|bleu|ece\b|calibrat|correlat|significan|bootstrap|test(s|ing)?\b|c-index|statistic|evaluat|score|hypervolume|confidence|silhouette|nmi|fid\b
experiments, protocols, harnesses (Lab) | harness|protocol|runner|cross-?valid|benchmark|grid search|ablation|multi-?seed|sweep|curve|logging|log(ger)?\b|plot|visuali|report|record|baseline|early stop|tune
classical learners (Recipes/Baselines) | k-?means|\bknn|gbdt|gradient-?boost|boost|forest|decision tree|\btrees?\b|svm|naive bayes|logistic regression|linear regression|lasso|ridge|cluster|gmm|gaussian mixture|em algorithm|nearest|dbscan|isotonic|matrix factor|\bals\b
neighbour indexes and retrieval (Vectors) | \bann\b|hnsw|\bivf|\bpq\b|index|inverted|retriev|lsh|hash|search (engine|over vec)|product.quant|memory-?map|disk|query
networks as objects: search, surgery, store (Networks) | architect|\bnas\b|search (space|over)|cell|prun|surgery|merg|morph|predictor|zoo|model (store|regis|card|edit)|evolution|nsga|genetic|mutation|crossover|controller|builder|zero-cost|expression tree|symbolic|tree (print|sear)|weight (trans|match)
review: explanation, robustness, verification (Review) | expla|attack|robust|verif|interval|bound|certif|backdoor|poison|fair|privacy|uncertain|out-of-dist|\bood\b|shift|drift|conformal|concept|interpret|shap|lime|counterfact
optimisation and search algorithms (Lab, Networks) | \blp\b|solver|milp|linear program|bayesian opt|\bcma|evolution(ary)? strat|simplex|branch|sat\b|shortest path|dijkstra|graph algorithm|tsp|heuristic|annealing|dynamic program|enumerat|optimi[sz]ation|greedy
training and learning protocols (Training) | continual|incremental|federat|online|curriculum|self-?train|pseudo-?label|semi-?super|few-?shot|episod|active learn|train(ing|er)?\b|fine-?tun|pre-?train|multi-?task|transfer|domain|loss
graph algorithms and data (Data/Graphs) | graph|path|walk|node|edge|motif|subgraph|clique|tree|communit|temporal|link
images, geometry, rendering (Perception) | image|render|camera|pose|point cloud|mesh|depth|optical|detect|segmentation|box|video|audio|speech|signal|sensor|3d|lidar|geometry|radar
"""


def table(text):
    group, out = "", []
    for line in text.strip().split("\n"):
        if not line.strip(): continue
        cells = re.split(r" \|(?: |$)", line)
        if len(cells) == 1: group = line
        else: out.append([group, *[c.strip() for c in cells]])
    return out


def where(name):
    if name.startswith(("Layers/", "Losses/", "Optimizers/", "Learners/", "Formats/", "Decoding/")): return NETS + name
    if name.startswith("Ops/"): return OPS + name[4:]
    return CORE + name


def files(cell):
    """Paths in the repository, with 'Data: x' for the other projects."""
    out, project = [], None
    for word in cell.split():
        if word in ("Nets:", "Data:"): project = word[:-1]
        else:
            out.append(f"src/Ganglion.{project}/{word}" if project else where(word))
            project = None
    return out


def tests(cell, found):
    out, project = [], "Core"
    if not cell and all(f.startswith(NETS) for f in found): return "Nets.Tests"
    for word in cell.split():
        if word in ("Nets:", "Data:"): project = word[:-1]
        else:
            out.append(f"{project}.Tests/{word}")
            if not glob.glob(f"{ROOT}/tests/Ganglion.{project}.Tests/{word}"): out.pop()
    return ", ".join(out) or ALL


def main():
    rows = [json.loads(line) for line in open(sys.argv[1], encoding="utf8")]
    needs = [(row["id"], phrase) for row in rows for phrase in row["needs"]]
    claimed, lines, missing, group = set(), [], [], ""
    for section, feature, expression, answer, paths, own in [(*r, "")[:6] if len(r) == 5 else r[:6] for r in table(ENGINE)]:
        rule = re.compile(expression, re.I)
        hits = [(i, p) for i, p in needs if rule.search(p)]
        claimed.update(p for _, p in hits)
        ids = sorted({i for i, _ in hits})
        if len(ids) < 3: continue
        found = [f for f in files(paths) if os.path.exists(f"{ROOT}/{f}")]
        if section != group: lines += ["", f"## {section}", "", "| feature | rows | answered by | files | tests | rows that name it |", "|---|---|---|---|---|---|"]
        group = section
        if not found: missing.append((feature, len(ids)))
        lines.append(f"| {feature} | {len(ids)} | {answer if found else '**missing**'} | {', '.join(f'[{os.path.basename(f)}](../{f})' for f in found)} | "
                     f"{tests(own, found) if found else ''} | {' '.join(ids)} |")
    rooms, other = [], set()
    for _, room, expression in table(ROOMS):
        rule = re.compile(expression, re.I)
        hits = [(i, p) for i, p in needs if p not in claimed and rule.search(p)]
        other.update(p for _, p in hits)
        rooms.append((room, len({i for i, _ in hits})))
    phrases = {p for _, p in needs}
    rest = sorted(phrases - claimed - other)
    if "--rest" in sys.argv: print("\n".join(rest))
    count = sum(1 for l in lines if l.startswith("| ") and not l.startswith("| feature"))
    head = f"""# What the catalogue needs of the engine

{len(rows)} rows of the catalogue name {len(phrases)} different needs in free words. [needs.py](needs.py) counts them: a table of expressions claims {len(claimed)}
phrases for {count} engine features that three rows or more name. *Rows* is the number of catalogue ids; a phrase may count for several features.
*{ALL}* stands for the tests that find every operation by themselves (both backends, both element types, derivatives to the third order)
and the comparison with PyTorch; a folder named instead is tested there besides. The counting is by words, so it is an estimate; what the page
says of files is checked when it is made (`python3 docs/needs.py CATALOGUE/papers.jsonl`).

Missing at this writing: {'; '.join(f'{f} ({n} rows)' for f, n in missing) or 'nothing'}.""".split("\n")
    tail = ["", "## Beyond the engine", "", "Phrases that no engine feature claims belong to other rooms of the house; the number of rows that name them, by words: "
            + "; ".join(f"{room} {n}" for room, n in rooms) + f". {len(rest)} phrases are claimed by nobody (`--rest` prints them)."]
    with open(os.path.join(ROOT, "docs", "needs.md"), "w", encoding="utf8") as f: f.write("\n".join(head + lines + tail) + "\n")
    print(f"{count} features, {len(claimed)} of {len(phrases)} phrases; {len(rest)} unclaimed; missing: {missing}")


main()
