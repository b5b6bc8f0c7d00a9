#!/usr/bin/env python3
"""Writes torch_sequences.json: what PyTorch's recurrent and transformer layers and its CTC loss give, with their gradients (python3-torch 1.13).

    python3 torch_sequences.py > torch_sequences.json

Element i of leaf k is 0.4·sin(0.7·i + k), leaves in our order; the loss weighs element i of an output by 1 + 0.5·cos(i).
"""
import json, sys, torch, torch.nn as nn, torch.nn.functional as F
torch.set_default_dtype(torch.float64)
sine = lambda shape, k: (0.4 * torch.sin(0.7 * torch.arange(torch.Size(shape).numel(), dtype=torch.float64) + k)).reshape(shape)
cost = lambda y: (y * (1 + 0.5 * torch.cos(torch.arange(y.numel(), dtype=torch.float64))).reshape(y.shape)).sum()
x, lengths, out = sine((3, 7, 6), 100), torch.tensor([5, 3, 7]), {}


def put(name, net, leaves, run):
    for k, p in enumerate(leaves):
        p.data = sine(p.shape, k)
    ys = run()
    sum(map(cost, ys)).backward()
    out[name] = dict(values=[y.flatten().tolist() for y in ys], gradients=[p.grad.flatten().tolist() for p in leaves])


def recurrent(net):
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    y, s = net(packed)
    y, _ = nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=7)
    return [y, *(s if isinstance(s, tuple) else [s])]


for name, kind in (('lstm', nn.LSTM), ('gru', nn.GRU)):
    net = kind(6, 2, 2, batch_first=True, bidirectional=True)
    leaves = [getattr(net, f'{p}_l{l}{d}') for l in range(2) for d in ('', '_reverse') for p in ('weight_ih', 'bias_ih', 'weight_hh', 'bias_hh')]
    put(name, net, leaves, lambda: recurrent(net))
for name in ('pre', 'post'):
    layer = nn.TransformerEncoderLayer(6, 2, 5, 0.0, activation='gelu', batch_first=True, norm_first=name == 'pre')
    net = nn.TransformerEncoder(layer, 2, nn.LayerNorm(6) if name == 'pre' else None)
    leaves = [p for e in net.layers for m in (e.self_attn, e.linear1, e.linear2, e.norm1, e.norm2)
              for p in ((m.in_proj_weight, m.in_proj_bias, m.out_proj.weight, m.out_proj.bias) if m is e.self_attn else (m.weight, m.bias))]
    leaves += [] if net.norm is None else [net.norm.weight, net.norm.bias]
    hidden = torch.triu(torch.full((7, 7), float('-inf')), 1)
    put(name, net, leaves, lambda: [net(x, hidden, torch.arange(7)[None] >= lengths[:, None])])
scores = nn.Parameter(sine((3, 7, 4), 0))
labels = torch.tensor([[1, 1, 2], [3, 2, 0], [2, 3, 3]])
put('ctc', None, [scores], lambda: [F.ctc_loss(scores.log_softmax(-1).transpose(0, 1), labels, torch.tensor([5, 4, 7]), torch.tensor([3, 2, 3]))])
json.dump(out, sys.stdout)
print()
