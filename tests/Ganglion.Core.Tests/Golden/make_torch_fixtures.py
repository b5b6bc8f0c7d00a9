#!/usr/bin/env python3
"""Writes torch-fixtures.json.gz: random compositions of operations with PyTorch's value, gradient and one Hessian-vector product, in F64.

    python3 make_torch_fixtures.py [count]          (PyTorch 1.13 made the committed file)

A fixture is a program: the shapes of its inputs, then steps. A step names an operation, its operands (step i is i, input i is -1 - i) and its
options. The loss is the sum of the last step times random weights. Numbers come from SplitMix64, so that the other side draws the same ones:
inputs from stream 100·seed + i, weights from 100·seed + 50, directions from 100·seed + 60 + i, all uniform from -2 to 2.
GoldenTests.cs replays the file. Operations used least come first, so that all are covered; a program that meets a kink, a tie, an infinity or
an operation without a second derivative in PyTorch is thrown away.
"""
import base64, gzip, json, os, random, sys
from collections import Counter

import numpy as np
import torch

from torch_operations import ALONG, BINARY, MANY, NAMES, ONE, REDUCTIONS, UNARY, Unfit, axis_of, need

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def uniform(stream, shape):
    n = int(np.prod(shape, dtype=np.int64))
    with np.errstate(over="ignore"):
        z = np.uint64(stream) * np.uint64(0xD1342543DE82EF95) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return torch.from_numpy((z >> np.uint64(11)).astype(np.float64) * 2.0**-53 * 4 - 2).reshape(list(shape))


class Program:
    """Shapes of inputs and the steps so far, with their values."""

    def __init__(self, seed):
        self.seed, self.rng, self.shapes, self.inputs, self.steps, self.values = seed, random.Random(seed), [], [], [], []

    def new(self, *shape):
        if len(self.shapes) >= 5 or np.prod(shape) > 150: raise Unfit
        self.shapes.append(list(shape))
        self.inputs.append(uniform(100 * self.seed + len(self.inputs), shape))
        return -len(self.shapes)

    def get(self, ref): return self.values[ref] if ref >= 0 else self.inputs[-1 - ref]

    def like(self, x):
        """An operand of x's shape: an earlier value, or a new input."""
        same = [i for i, v in enumerate(self.values) if v.shape == x.shape] + [-1 - i for i, v in enumerate(self.inputs) if v.shape == x.shape]
        return self.rng.choice(same) if same and self.rng.random() < 0.3 else self.new(*x.shape)

    def stretched(self, x):
        """An operand that broadcasts with x: of its shape, a part of its axes, or with ones in it."""
        shape = [1 if self.rng.random() < 0.3 else n for n in x.shape][self.rng.randint(0, x.dim()) if self.rng.random() < 0.3 else 0:]
        return self.like(x) if shape == list(x.shape) else self.new(*shape)


def propose(p, name, ref):
    """The step's operands and options, or Unfit."""
    x = p.get(ref)
    if name in UNARY: return (UNARY[name][1] or (lambda x: None))(x), [ref], {}
    if name in BINARY:
        other = p.stretched(x)
        return (BINARY[name][1] or (lambda a, b: None))(x, p.get(other)), [ref, other], {}
    if name in ALONG or name in REDUCTIONS:
        d, (_, check) = axis_of(p, x), (ALONG.get(name) or REDUCTIONS.get(name))
        return (check or (lambda x, d: None))(x, d), [ref], {"axis": d, **({"keep": p.rng.random() < 0.5} if name in REDUCTIONS else {})}
    if name in ONE: return None, [ref], ONE[name][0](p, x)
    more, options = MANY[name][0](p, x)
    return None, [ref, *more], options


def evaluate(name, args, o):
    if name in UNARY: return UNARY[name][0](*args)
    if name in BINARY: return BINARY[name][0](*args)
    if name in ALONG: return ALONG[name][0](args[0], o["axis"])
    if name in REDUCTIONS: return REDUCTIONS[name][0](args[0], o["axis"], o["keep"])
    return ONE[name][1](args[0], o) if name in ONE else MANY[name][1](*args, o)


def replay(program, inputs):
    values = []
    for s in program.steps:
        values.append(evaluate(s["op"], [values[r] if r >= 0 else inputs[-1 - r] for r in s["of"]], s))
    return values[-1]


def grow(seed, used):
    p = Program(seed)
    shape = p.rng.choice([[], [4], [6], [3, 4], [5, 3], [4, 4], [2, 6], [2, 3, 4], [3, 2, 2], [2, 2, 3, 4], [1, 2, 5, 4], [2, 4, 3, 3]])
    last, depth = p.new(*shape), p.rng.randint(3, 8)
    while len(p.steps) < depth:
        for name in sorted(NAMES, key=lambda n: used[n] + p.rng.random() * 3):
            inputs = len(p.shapes)
            try:
                _, of, options = propose(p, name, last)
                y = evaluate(name, [p.get(r) for r in of], options)
                need(torch.isfinite(y).all() and y.abs().max() < 300 and 0 < y.numel() <= 80)
                break
            except (Unfit, RuntimeError): del p.shapes[inputs:], p.inputs[inputs:]
        else: raise Unfit
        p.steps.append({"op": name, "of": of, **options})
        p.values.append(y)
        last = len(p.steps) - 1
    return p


def judge(p):
    """The fixture of a program: value, gradients and a Hessian-vector product."""
    inputs = [x.clone().requires_grad_() for x in p.inputs]
    y = replay(p, inputs)
    gradients = torch.autograd.grad((y * uniform(100 * p.seed + 50, y.shape)).sum(), inputs, create_graph=True, allow_unused=True)
    need(all(g is not None for g in gradients))
    along = sum((g * uniform(100 * p.seed + 60 + i, g.shape)).sum() for i, g in enumerate(gradients))
    second = torch.autograd.grad(along, inputs, allow_unused=True) if along.requires_grad else [None] * len(inputs)
    second = [torch.zeros_like(x) if s is None else s for s, x in zip(second, inputs)]
    everything = [y, *gradients, *second]
    need(all(torch.isfinite(t).all() and t.abs().max() < 1e5 for t in everything))
    return {"seed": p.seed, "inputs": p.shapes, "steps": p.steps, "value": text(y),
    "gradients": [text(g) for g in gradients], "second": [text(s) for s in second]}


def text(t): return base64.b64encode(t.detach().contiguous().numpy().astype("<f8").tobytes()).decode()


def main():
    count, seed, used, fixtures, lost = int(sys.argv[1]) if len(sys.argv) > 1 else 400, 0, Counter({n: 0 for n in NAMES}), [], Counter()
    while len(fixtures) < count:
        seed += 1
        try: p = grow(seed, used)
        except Unfit: continue
        try: fixtures.append(judge(p))
        except (Unfit, RuntimeError, NotImplementedError) as e:
            lost[(p.steps[-1]["op"], str(e)[:80])] += 1
            for s in p.steps: used[s["op"]] += 0.1
            continue
        for s in p.steps: used[s["op"]] += 1
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch-fixtures.json.gz")
    with open(path, "wb") as f, gzip.GzipFile(fileobj=f, mode="wb", mtime=0, filename="") as z:
        z.write(json.dumps({"torch": torch.__version__, "fixtures": fixtures}, separators=(",", ":")).encode())
    print(f"{len(fixtures)} fixtures, {sum(len(f['steps']) for f in fixtures)} steps, {os.path.getsize(path)} bytes,",
          f"{sum(lost.values())} programs thrown away")
    print("least used:", [(n, round(c, 1)) for n, c in sorted(used.items(), key=lambda u: u[1])[:25]])
    if lost: print("thrown away for:", lost.most_common(12))


main()
