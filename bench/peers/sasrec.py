#!/usr/bin/env python3
"""SASRec (Kang and McAuley 2018) on Amazon Beauty: two causal blocks of width 64 with one head, sequences of 50, batches of 128 users.

    python3 sasrec.py --only sasrec_beauty_step [--threads 2] [--data DIR] [--seconds 4]

PyTorch alone. A step draws 128 users and a negative for each position, scores the next item against it, and updates all parameters with Adam. Prints
one JSON object: name, ms, steps, rss_mb.
"""
import argparse, gzip, json, os, resource, statistics, time

ap = argparse.ArgumentParser()
ap.add_argument('--only', default='sasrec_beauty_step')
ap.add_argument('--threads', type=int, default=2)
ap.add_argument('--data', default=os.environ.get('GANGLION_DATA', ''))
ap.add_argument('--seconds', type=float, default=4.0)
ap.add_argument('--pyg', default='')
a = ap.parse_args()
os.environ['OMP_NUM_THREADS'] = str(a.threads)
import torch, torch.nn as nn, torch.nn.functional as F
torch.set_num_threads(a.threads)
torch.manual_seed(0)

N, T, D, B = 12101, 50, 64, 128
with gzip.open(os.path.join(a.data, 'seqrec-s3rec', 'Beauty.txt.gz'), 'rt') as f:
    train = [list(map(int, l.split()))[1:-2] for l in f if l.strip()]       # the last two items are for validation and test
seq, pos = torch.zeros(len(train), T, dtype=torch.long), torch.zeros(len(train), T, dtype=torch.long)
for u, items in enumerate(train):
    x, y = items[:-1][-T:], items[1:][-T:]
    seq[u, :len(x)], pos[u, :len(y)] = torch.tensor(x), torch.tensor(y)

layer = nn.TransformerEncoderLayer(D, 1, D, .2, batch_first=True, norm_first=True)
net = nn.ModuleDict(dict(table=nn.Embedding(N + 1, D, padding_idx=0), places=nn.Embedding(T, D),
                         blocks=nn.TransformerEncoder(layer, 2, nn.LayerNorm(D))))
nn.init.normal_(net['table'].weight, 0, .02)
mask = torch.triu(torch.full((T, T), float('-inf')), 1)
opt = torch.optim.Adam(net.parameters(), lr=1e-3)


def step():
    u = torch.randint(0, len(seq), (B,))
    s, p, n = seq[u], pos[u], torch.randint(1, N + 1, (B, T))
    opt.zero_grad(set_to_none=True)
    h = net['blocks'](F.dropout(net['table'](s) * 8 + net['places'].weight, .2), mask)
    valid = p != 0
    up, down = (h * net['table'](p)).sum(-1)[valid], (h * net['table'](n)).sum(-1)[valid]
    (F.softplus(-up).mean() + F.softplus(down).mean()).backward()
    opt.step()


for _ in range(3):
    step()
t, end = [], time.perf_counter() + a.seconds
while time.perf_counter() < end or len(t) < 3:
    s = time.perf_counter()
    step()
    t.append(time.perf_counter() - s)
print(json.dumps(dict(name=a.only, ms=round(statistics.median(t) * 1e3, 4), steps=len(t), threads=a.threads,
                      rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)), flush=True)
