#!/usr/bin/env python3
"""Writes pyg_layers.json: what PyG's graph layers give, with their gradients (python3-torch 1.13; PYTHONPATH at a checkout of PyG 2.9).

    python3 pyg_layers.py > pyg_layers.json

Element i of leaf k is 0.4·sin(0.7·i + k), leaves in our order and shape; the loss weighs element i of an output by 1 + 0.5·cos(i).
"""
import json, numpy as np, torch, torch.nn as nn, torch_geometric.nn as g
torch.set_default_dtype(torch.float64)
sine = lambda shape, k: (0.4 * torch.sin(0.7 * torch.arange(torch.Size(shape).numel(), dtype=torch.float64) + k)).reshape(shape)
cost = lambda y: (y * (1 + 0.5 * torch.cos(torch.arange(y.numel(), dtype=torch.float64))).reshape(y.shape)).sum()
a, b = [0, 1, 2, 3, 4, 0, 1], [1, 2, 3, 4, 5, 3, 5]
both = sorted(zip(b + a, a + b))                                   # (destination, source): our order of entries
ends = lambda pairs: torch.tensor([[s for _, s in pairs], [d for d, _ in pairs]])
edges, directed = ends(both), ends(sorted(both + [(2, 6)]))
x, weights, features = sine((7, 3), 100), 1 + 0.5 * torch.cos(torch.arange(15.)), sine((15, 2), 101)
batch = torch.tensor([0, 0, 0, 0, 0, 0, 1])
out = {}


def put(name, leaves, run):
    """Leaves that we keep transposed come as (parameter,)."""
    for k, p in enumerate(leaves):
        turned = isinstance(p, tuple)
        p = p[0] if turned else p
        p.data = sine(p.T.shape, k).T.contiguous() if turned else sine(p.shape, k)
        p.requires_grad_()
    ys = run()
    ys = ys if isinstance(ys, (tuple, list)) else [ys]
    sum(map(cost, ys)).backward()
    out[name] = dict(values=[y.flatten().tolist() for y in ys],
                     gradients=[(p[0].grad.T if isinstance(p, tuple) else p.grad).flatten().tolist() for p in leaves])


def both_of(*linears):
    return [p for l in linears for p in (l.weight, l.bias)]


def conv(name, net, leaves, *args, index=directed):
    put(name, leaves(net), lambda: net(x, index, *args))


perceptron = lambda: nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4))
conv('gcn', g.GCNConv(3, 4), lambda n: [(n.lin.weight,), n.bias], weights)
conv('sg', g.SGConv(3, 4, K=2), lambda n: [(n.lin.weight,), n.lin.bias])
for how in ('mean', 'max', 'min'):
    conv(f'sage_{how}', g.SAGEConv(3, 4, aggr=how), lambda n: [(n.lin_l.weight,), (n.lin_r.weight,), n.lin_l.bias])
conv('gat', g.GATConv(3, 2, heads=3), lambda n: [(n.lin.weight,), n.att_src, n.att_dst, n.bias])
conv('gatv2', g.GATv2Conv(3, 2, heads=3, edge_dim=2, add_self_loops=False),
     lambda n: [*both_of(n.lin_l, n.lin_r), n.att, n.lin_edge.weight, n.bias], features)
conv('gatv2_shared', g.GATv2Conv(3, 2, heads=3, concat=False, share_weights=True), lambda n: [*both_of(n.lin_l), n.att, n.bias])
conv('gin', g.GINConv(perceptron(), train_eps=True), lambda n: [*both_of(n.nn[0], n.nn[2]), n.eps])
conv('gine', g.GINEConv(perceptron(), train_eps=True, edge_dim=2), lambda n: [*both_of(n.nn[0], n.nn[2]), n.eps, *both_of(n.lin)], features)
for name, terms, outputs in (('cheb', 4, 2), ('cheb_widening', 3, 5), ('cheb_one', 1, 2)):
    conv(name, g.ChebConv(3, outputs, K=terms), lambda n: [*[(l.weight,) for l in n.lins], n.bias], index=edges)
net = g.ChebConv(3, 2, K=3)
put('cheb_bound', [*[(l.weight,) for l in net.lins], net.bias], lambda: net(x, edges, lambda_max=torch.tensor(1.7)))
conv('transformer', g.TransformerConv(3, 3, heads=2, edge_dim=2, beta=True),
     lambda n: [*both_of(n.lin_query, n.lin_key, n.lin_value), n.lin_edge.weight, *both_of(n.lin_skip), n.lin_beta.weight], features)
conv('transformer_mean', g.TransformerConv(3, 3, heads=2, concat=False),
     lambda n: both_of(n.lin_query, n.lin_key, n.lin_value, n.lin_skip))
leaf = nn.Parameter(x.clone())
put('appnp', [leaf], lambda: g.APPNP(5, 0.2)(leaf, directed, weights))

# Pooling, norms and readouts: nodes 0 to 5 are one graph, 6 another.
net = g.TopKPooling(3, ratio=0.6)
def pooled(net, index):
    r = net(x, index, batch=batch)
    out[net.__class__.__name__] = dict(kept=r[4].tolist(), edges=r[1].flip(0).T.tolist(), batch=r[3].tolist())
    return [r[0], r[5]]
put('topk', [net.select.weight], lambda: pooled(net, edges))
sag = g.SAGPooling(3, ratio=0.5, GNN=g.GraphConv)
put('sag', [(sag.gnn.lin_rel.weight,), (sag.gnn.lin_root.weight,), sag.gnn.lin_rel.bias], lambda: pooled(sag, directed))
norm = g.GraphNorm(3)
put('graph_norm', [norm.weight, norm.bias, norm.mean_scale], lambda: norm(x, batch))
for name, f in (('pair_norm', lambda v: g.PairNorm()(v, batch)), ('pair_norm_individually', lambda v: g.PairNorm(2., True)(v)),
                ('graph_size_norm', lambda v: g.GraphSizeNorm()(v, batch)), ('softmax', lambda v: g.aggr.SoftmaxAggregation()(v, batch))):
    leaf = nn.Parameter(x.clone())
    put(name, [leaf], lambda: f(leaf))
gate = nn.Linear(3, 1)
put('attentional', both_of(gate), lambda: g.aggr.AttentionalAggregation(gate)(x, batch))
jump = g.JumpingKnowledge('lstm', 3, 2)
leaves = [getattr(jump.lstm, f'{p}_l0{d}') for d in ('', '_reverse') for p in ('weight_ih', 'bias_ih', 'weight_hh', 'bias_hh')]
put('jump', [*leaves, *both_of(jump.att)], lambda: jump([x, sine((7, 3), 102)]))
s = nn.Parameter(torch.zeros(6, 4))
dense = torch.zeros(6, 6)
dense[edges[1], edges[0]] = 1
def diff():
    px, pa, link, entropy = g.dense_diff_pool(x[:6], dense, s)
    return [px, pa, link, entropy]
put('diff_pool', [s], diff)

# Encodings, by numpy: L = I - D^-1/2 A D^-1/2 of nodes 0 to 5, and walks on the directed graph with weights.
A = dense.numpy()
d = A.sum(1) ** -0.5
values, vectors = np.linalg.eigh(np.eye(6) - d[:, None] * A * d)
vectors *= np.sign(vectors[np.abs(vectors).argmax(0), np.arange(6)])
W = np.zeros((7, 7))
W[directed[0], directed[1]] = weights.numpy()                      # from source to destination
P = W / np.maximum(W.sum(1, keepdims=True), 1e-300)
walks = [np.diag(np.linalg.matrix_power(P, k)).tolist() for k in range(1, 6)]
out['encodings'] = dict(eigenvalues=values.tolist(), laplacian=vectors[:, 1:5].flatten().tolist(), walks=np.array(walks).T.flatten().tolist())
print(json.dumps(out))
