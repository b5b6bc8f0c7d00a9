#!/usr/bin/env python3
"""GraphSAGE on sampled neighbours: batches of 512 nodes of Amazon Computers, fan-outs 10 and 10, 64 hidden units, means of neighbours.

    python3 sampled_sage.py --only sage_computers_sampled [--threads 2] [--data DIR] [--seconds 4]

PyTorch alone. Debian has neither pyg-lib nor torch-sparse, which PyG's own sampler needs; the neighbours are drawn with NumPy for all nodes of a hop at
once, with replacement, which is less work than without. Prints one JSON object: name, ms, steps, rss_mb.
"""
import argparse, gzip, json, os, resource, statistics, time

ap = argparse.ArgumentParser()
ap.add_argument('--only', default='sage_computers_sampled')
ap.add_argument('--threads', type=int, default=2)
ap.add_argument('--data', default=os.environ.get('GANGLION_DATA', ''))
ap.add_argument('--seconds', type=float, default=4.0)
ap.add_argument('--pyg', default='')
a = ap.parse_args()
os.environ['OMP_NUM_THREADS'] = str(a.threads)
import numpy as np, torch, torch.nn.functional as F
torch.set_num_threads(a.threads)
torch.manual_seed(0)


def lines(name):
    with gzip.open(os.path.join(a.data, 'amazon-computers', name), 'rt') as f:
        return f.read().split('\n')


E = np.array([tuple(map(int, l.split())) for l in lines('edges.tsv.gz') if l and not l.startswith('#')])
y = torch.tensor([int(l) for l in lines('labels.txt.gz') if l])
n, k = len(y), int(y.max()) + 1
E = np.unique(np.concatenate([E, E[:, ::-1]]), axis=0)
degree = np.bincount(E[:, 0], minlength=n)
start = np.concatenate([[0], np.cumsum(degree)])
r, c, v = [], [], []
for i, l in enumerate(lines('features.txt.gz')[:n]):
    for t in l.split():
        j, _, w = t.partition(':')
        r.append(i); c.append(int(j)); v.append(float(w) if w else 1.0)
x = torch.sparse_coo_tensor(torch.tensor([r, c]), torch.tensor(v), (n, max(c) + 1)).to_dense()
draw = np.random.default_rng(0)
H = 64
L = torch.nn.ModuleList([torch.nn.Linear(x.shape[1], H), torch.nn.Linear(x.shape[1], H, bias=False),
                         torch.nn.Linear(H, k), torch.nn.Linear(H, k, bias=False)])
opt = torch.optim.Adam(L.parameters(), lr=.01)


def hop(nodes, fan):
    """Neighbours of each node: [nodes, fan]; a node without any hears itself."""
    d = degree[nodes][:, None]
    at = start[nodes][:, None] + (draw.random((len(nodes), fan)) * d).astype(np.int64)
    return np.where(d > 0, E[np.minimum(at, len(E) - 1), 1], nodes[:, None])


def step():
    batch = draw.choice(n, 512, replace=False)
    near = hop(batch, 10)
    nodes, inverse = np.unique(np.concatenate([batch, near.ravel()]), return_inverse=True)
    far = hop(nodes, 10)
    opt.zero_grad(set_to_none=True)
    own, heard = x[torch.from_numpy(nodes)], F.embedding_bag(torch.from_numpy(far), x, mode='mean')
    h = F.relu(L[0](heard) + L[1](own))
    inverse = torch.from_numpy(inverse)
    z = L[2](F.embedding_bag(inverse[512:].view(512, 10), h, mode='mean')) + L[3](h[inverse[:512]])
    F.cross_entropy(z, y[torch.from_numpy(batch)]).backward()
    opt.step()


for _ in range(3):
    step()
times, end = [], time.perf_counter() + a.seconds
while (time.perf_counter() < end or len(times) < 3) and len(times) < 2000:
    s = time.perf_counter()
    step()
    times.append(time.perf_counter() - s)
print(json.dumps(dict(name=a.only, ms=statistics.median(times) * 1e3, steps=len(times),
                      rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)))
