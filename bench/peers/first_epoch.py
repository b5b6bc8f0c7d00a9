#!/usr/bin/env python3
"""From nothing to the end of the first epoch: a fresh process imports PyTorch, reads Cora and trains one epoch of the leanest GCN PyTorch can do.

    python3 first_epoch.py --only first_epoch_cora [--threads 2] [--data DIR] [--seconds 4]

Prints one JSON object: name, ms (median of the processes' time on the wall), steps, rss_mb (of the largest of them).
"""
import argparse, json, os, resource, statistics, subprocess, sys, time

ap = argparse.ArgumentParser()
ap.add_argument('--only', default='first_epoch_cora')
ap.add_argument('--threads', type=int, default=2)
ap.add_argument('--data', default=os.environ.get('GANGLION_DATA', ''))
ap.add_argument('--seconds', type=float, default=4.0)
ap.add_argument('--pyg', default='')
ap.add_argument('--child', action='store_true')
a = ap.parse_args()


def epoch():
    import gzip
    import torch, torch.nn.functional as F
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)

    def lines(name):
        with gzip.open(os.path.join(a.data, 'planetoid-cora', name), 'rt') as f:
            return f.read().split('\n')

    edges = torch.tensor([tuple(map(int, l.split())) for l in lines('edges.tsv.gz') if l and not l.startswith('#')]).t()
    labels = torch.tensor([int(l) for l in lines('labels.txt.gz') if l])
    n, rows, columns = len(labels), [], []
    for i, l in enumerate(lines('features.txt.gz')[:n]):
        for t in l.split():
            rows.append(i)
            columns.append(int(t.partition(':')[0]))
    x = torch.sparse_coo_tensor(torch.tensor([rows, columns]), torch.ones(len(rows)), (n, max(columns) + 1)).coalesce()
    e = torch.unique(torch.cat([edges, edges.flip(0)], 1), dim=1)
    e = torch.cat([e, torch.arange(n).repeat(2, 1)], 1)
    d = torch.zeros(n).scatter_add_(0, e[0], torch.ones(e.shape[1])).pow(-.5)
    A = torch.sparse_coo_tensor(e, d[e[0]] * d[e[1]], (n, n)).coalesce()
    k = int(labels.max()) + 1
    w = [(torch.randn(x.shape[1], 16) * .05).requires_grad_(), (torch.randn(16, k) * .3).requires_grad_()]
    opt = torch.optim.Adam(w, lr=.01, weight_decay=5e-4)
    m = torch.arange(20 * k)
    h = F.relu(torch.sparse.mm(A, torch.sparse.mm(x, w[0])))
    loss = F.cross_entropy(torch.sparse.mm(A, F.dropout(h, .5) @ w[1])[m], labels[m].clamp(min=0))
    loss.backward()
    opt.step()


if a.child:
    epoch()
elif not a.data:
    print(json.dumps(dict(name=a.only, skipped='no --data')))
else:
    times, end = [], time.perf_counter() + a.seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        subprocess.run([sys.executable, os.path.abspath(__file__), '--child', '--threads', str(a.threads), '--data', a.data], check=True)
        times.append(time.perf_counter() - start)
    print(json.dumps(dict(name=a.only, ms=statistics.median(times) * 1e3, steps=len(times),
                          rss_mb=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)))
