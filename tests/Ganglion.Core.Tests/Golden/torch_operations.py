"""The operations of the fixtures: what PyTorch computes, which options are drawn, and where the operation is not smooth."""
import numpy as np
import torch
import torch.nn.functional as F

INF = float("inf")


class Unfit(Exception):
    """An operation does not suit the value at hand."""


def need(ok):
    if not bool(ok): raise Unfit


def apart(x, *kinks):
    for k in kinks: need(((x - k).abs() > 1e-4).all())


def no_ties(x, axis):
    need(x.dim() > 0 and x.numel() > 0)
    need((x.sort(axis).values.diff(dim=axis).abs() > 1e-6).all())


def axis_of(p, x, least=1):
    fit = [d for d in range(x.dim()) if x.shape[d] >= least]
    need(fit)
    return p.rng.choice(fit)


class Polygamma(torch.autograd.Function):
    """PyTorch 1.13's own trigamma is good to 1e-9 only; its zeta function is exact. Order -1 is lgamma."""

    @staticmethod
    def forward(context, x, n):
        context.save_for_backward(x)
        context.n = n
        if n < 1: return torch.lgamma(x) if n < 0 else torch.digamma(x)
        return torch.special.zeta(torch.tensor(2.0), x) if n == 1 else torch.polygamma(n, x)

    @staticmethod
    def backward(context, g): return g * Polygamma.apply(context.saved_tensors[0], context.n + 1), None


def hard_sigmoid(x): return (x / 6 + 0.5).clamp(0, 1)           # PyTorch's own has no second derivative


UNARY = {  # name: (function, what x must satisfy)
    "neg": (torch.neg, None), "abs": (torch.abs, lambda x: apart(x, 0)), "exp": (torch.exp, lambda x: need(x.max() < 5)),
    "expm1": (torch.expm1, lambda x: need(x.max() < 5)), "log": (torch.log, lambda x: need(x.min() > 0.05)),
    "log1p": (torch.log1p, lambda x: need(x.min() > -0.9)), "sqrt": (torch.sqrt, lambda x: need(x.min() > 0.05)),
    "rsqrt": (torch.rsqrt, lambda x: need(x.min() > 0.05)), "reciprocal": (torch.reciprocal, lambda x: need(x.abs().min() > 0.1)),
    "square": (torch.square, None), "sin": (torch.sin, None), "cos": (torch.cos, None), "tan": (torch.tan, lambda x: need(x.cos().abs().min() > 0.2)),
    "tanh": (torch.tanh, None), "sigmoid": (torch.sigmoid, None), "softplus": (F.softplus, lambda x: need(x.max() < 15)),
    "relu": (F.relu, lambda x: apart(x, 0)), "erf": (torch.erf, None), "erfc": (torch.erfc, None),
    "erfinv": (torch.erfinv, lambda x: need(x.abs().max() < 0.9)),
    "gelu": (F.gelu, None), "silu": (F.silu, None), "mish": (lambda x: x * F.softplus(x, threshold=50).tanh(), None),
    "softsign": (F.softsign, lambda x: apart(x, 0)),
    "selu": (F.selu, lambda x: apart(x, 0)), "hard_sigmoid": (hard_sigmoid, lambda x: apart(x, -3, 3)),
    "hard_swish": (lambda x: x * hard_sigmoid(x), lambda x: apart(x, -3, 3)), "log_sigmoid": (F.logsigmoid, None),
    "asin": (torch.asin, lambda x: need(x.abs().max() < 0.95)), "acos": (torch.acos, lambda x: need(x.abs().max() < 0.95)),
    "atan": (torch.atan, None),
    "sinh": (torch.sinh, lambda x: need(x.abs().max() < 4)), "cosh": (torch.cosh, lambda x: need(x.abs().max() < 4)), "asinh": (torch.asinh, None),
    "acosh": (torch.acosh, lambda x: need(x.min() > 1.05)), "atanh": (torch.atanh, lambda x: need(x.abs().max() < 0.95)),
    "lgamma": (lambda x: Polygamma.apply(x, -1), lambda x: need(x.min() > 0.1)),
    "digamma": (lambda x: Polygamma.apply(x, 0), lambda x: need(x.min() > 0.3)),
    "trace": (lambda x: x.diagonal(dim1=-2, dim2=-1).sum(-1), lambda x: need(x.dim() >= 2)),
    "ceil": (lambda x: x - x.ceil(), lambda x: apart(x - x.round(), 0)),
    "floor": (lambda x: x - x.floor(), lambda x: apart(x - x.round(), 0)), "round": (lambda x: x - x.round(), lambda x: apart((x - x.floor()), 0.5)),
    "trunc": (lambda x: x - x.trunc(), lambda x: apart(x - x.round(), 0)), "sign": (lambda x: x * x.sign(), lambda x: apart(x, 0)),
}

BINARY = {  # name: (function, what the operands must satisfy)
    "add": (torch.add, None), "sub": (torch.sub, None), "mul": (torch.mul, None), "div": (torch.div, lambda a, b: need(b.abs().min() > 0.2)),
    "maximum": (torch.maximum, lambda a, b: apart(a - b, 0)), "minimum": (torch.minimum, lambda a, b: apart(a - b, 0)),
    "atan2": (torch.atan2, lambda a, b: need((a * a + b * b).min() > 0.05)),
    "pow_tensor": (torch.pow, lambda a, b: need(a.min() > 0.1 and a.max() < 5 and b.abs().max() < 3)),
    "fmod": (torch.fmod, lambda a, b: (need(b.abs().min() > 0.2), apart(a / b - (a / b).round(), 0))),
    "remainder": (torch.remainder, lambda a, b: (need(b.abs().min() > 0.2), apart(a / b - (a / b).round(), 0))),
    "logaddexp": (torch.logaddexp, None), "greater": (lambda a, b: torch.where(a > b, a * b, a + b), lambda a, b: apart(a - b, 0)),
    "prelu": (lambda a, b: F.relu(a) - b * F.relu(-a), lambda a, b: (apart(a, 0), need(b.dim() <= a.dim()))),
    "masked_fill": (lambda a, b: a.masked_fill(b > 0, -0.5), lambda a, b: (apart(b, 0), need(torch.broadcast_shapes(a.shape, b.shape) == a.shape))),
}

ALONG = {  # name: (function of x, axis; what must hold)
    "softmax": (F.softmax, None), "log_softmax": (F.log_softmax, None), "cumsum": (torch.cumsum, None), "cumprod": (torch.cumprod, None),
    "logcumsumexp": (torch.logcumsumexp, None), "cummax": (lambda x, d: x.cummax(d).values, no_ties),
    "cummin": (lambda x, d: x.cummin(d).values, no_ties),
    "flip": (lambda x, d: x.flip(d), None), "sort": (lambda x, d: x.sort(d).values, no_ties),
    "sort_falling": (lambda x, d: x.sort(d, descending=True).values, no_ties),
    "glu": (F.glu, lambda x, d: need(x.shape[d] % 2 == 0)), "cumsum_reverse": (lambda x, d: x.flip(d).cumsum(d).flip(d), None),
    "max_position": (lambda x, d: x * (x.argmax(d, keepdim=True) + 1), no_ties),
    "min_position": (lambda x, d: x * (x.argmin(d, keepdim=True) + 1), no_ties),
}

REDUCTIONS = {
    "sum": (lambda x, d, k: x.sum(d, k), None), "mean": (lambda x, d, k: x.mean(d, k), None), "prod": (lambda x, d, k: x.prod(d, k), None),
    "max": (lambda x, d, k: x.max(d, k).values, no_ties), "min": (lambda x, d, k: x.min(d, k).values, no_ties),
    "var": (lambda x, d, k: x.var(d, unbiased=False, keepdim=k), None),
    "std": (lambda x, d, k: x.std(d, unbiased=True, keepdim=k), lambda x, d: need((x.std(d) > 0.05).all())),
    "logsumexp": (lambda x, d, k: x.logsumexp(d, k), None),
    "norm": (lambda x, d, k: x.norm(dim=d, keepdim=k), lambda x, d: need((x.norm(dim=d) > 0.05).all())),
    "norm1": (lambda x, d, k: torch.linalg.vector_norm(x, 1, d, k), lambda x, d: apart(x, 0)),
    "norm3": (lambda x, d, k: x.abs().pow(3).sum(d, k).pow(1 / 3), lambda x, d: apart(x, 0)),
    "norminf": (lambda x, d, k: x.abs().max(d, k).values, lambda x, d: (apart(x, 0), no_ties(x.abs(), d))),
}


def affine(p, x): return {"scale": round(p.rng.uniform(-1.5, 1.5), 3), "shift": round(p.rng.uniform(-1, 1), 3)}


def reshape(p, x):
    n, sizes = x.numel(), []
    while n > 1 and len(sizes) < 3:
        d = p.rng.choice([k for k in range(1, n + 1) if n % k == 0])
        sizes.append(d)
        n //= d
    return {"shape": sizes + [n]}


def slice_(p, x):
    d = axis_of(p, x, 2)
    n, step = x.shape[d], p.rng.choice([1, 1, 2, -1, -2])
    start = p.rng.randrange(n)
    most = (n - 1 - start) // step + 1 if step > 0 else start // -step + 1
    return {"axis": d, "start": start, "count": p.rng.randint(1, most), "step": step}


def index(p, x):
    d = axis_of(p, x)
    shape = list(x.shape)
    shape[d] = p.rng.randint(1, 4)
    return {"axis": d, "shape": shape, "index": [p.rng.randrange(x.shape[d]) for _ in range(int(np.prod(shape)))]}


def take_slice(x, o): return x.index_select(o["axis"], torch.tensor([o["start"] + i * o["step"] for i in range(o["count"])]))


def indexed(o): return torch.tensor(o["index"]).reshape(o["shape"])


def pad(x, o):
    spec = [0, 0] * x.dim()
    spec[2 * (x.dim() - 1 - o["axis"])], spec[2 * (x.dim() - 1 - o["axis"]) + 1] = o["before"], o["after"]
    return F.pad(x, spec)


def segments(f):
    def run(x, o): return torch.cat([f(x[a:b]) if b > a else torch.zeros_like(x[:1]) for a, b in zip(o["pointers"], o["pointers"][1:])])
    return run


def pointers(p, x, empty=True):
    need(x.dim() > 0 and x.shape[0] > 1)
    cuts = sorted(p.rng.choices(range(x.shape[0] + 1), k=2)) if empty else sorted(p.rng.sample(range(1, x.shape[0]), 1))
    return {"pointers": [0, *cuts, x.shape[0]]}


def rows_ids(p, x):
    need(x.dim() > 0)
    return {"ids": [p.rng.randrange(x.shape[0]) for _ in range(p.rng.randint(1, 5))]}


def scatter_ids(p, x):
    need(x.dim() > 0)
    rows = p.rng.randint(1, 4)
    return {"rows": rows, "ids": [p.rng.randrange(rows) for _ in range(x.shape[0])]}


def labels(p, x):
    need(x.dim() == 2)
    return {"ids": [p.rng.randrange(x.shape[1]) for _ in range(x.shape[0])]}


def axes(p, x):
    need(x.dim() >= 2)
    return {"axes": p.rng.sample(range(x.dim()), x.dim())}


def tops(p, x):
    d = axis_of(p, x)
    no_ties(x, d)
    return {"axis": d, "k": p.rng.randint(1, x.shape[d]), "largest": p.rng.random() < 0.5}


def flat(p, x):
    need(x.dim() > 0)
    shape = [p.rng.randint(1, 3), 2]
    return {"shape": shape, "index": [p.rng.randrange(x.numel()) for _ in range(2 * shape[0])]}


def put(p, x): return {"shape": [2, 4], "index": [p.rng.randrange(8) for _ in range(x.numel())]}


def offset(p, x, least):
    need(x.dim() >= least)
    return {"offset": p.rng.randint(-1, 1)}


def diagonal(p, x):
    o = offset(p, x, 2)
    need(x.diagonal(o["offset"], -2, -1).numel() > 0)
    return o


def small(x, n=60): need(x.numel() <= n)


ONE = {  # name: (options of p, x; function of x, options)
    "affine": (affine, lambda x, o: x * o["scale"] + o["shift"]),
    "pow": (lambda p, x: (need(x.min() > 0.1 and x.max() < 6), {"p": p.rng.choice([1.7, -0.5, 2.5, -2, 3])})[1], lambda x, o: x**o["p"]),
    "cube": (lambda p, x: {}, lambda x, o: x**3),
    "clamp": (lambda p, x: (apart(x, -0.75, 0.5), {})[1], lambda x, o: x.clamp(-0.75, 0.5)),
    "leaky_relu": (lambda p, x: (apart(x, 0), {})[1], lambda x, o: F.leaky_relu(x, 0.1)),
    "elu": (lambda p, x: (apart(x, 0), {})[1], lambda x, o: F.elu(x, 0.7)),
    # PyTorch 1.13 rounds celu's 1/alpha to single precision
    "celu": (lambda p, x: (apart(x, 0), {})[1], lambda x, o: 0.7 * F.elu(x / 0.7)),
    "threshold": (lambda p, x: (apart(x, 0.25), {})[1], lambda x, o: torch.where(x > 0.25, x, torch.tensor(-1.5))),
    "polygamma": (lambda p, x: (need(x.min() > 0.4), {"n": p.rng.randint(1, 3)})[1], lambda x, o: Polygamma.apply(x, o["n"])),
    "reshape": (reshape, lambda x, o: x.reshape(o["shape"])), "permute": (axes, lambda x, o: x.permute(o["axes"])), "slice": (slice_, take_slice),
    "pad": (lambda p, x: (small(x, 40), {"axis": axis_of(p, x), "before": p.rng.randint(0, 2), "after": p.rng.randint(0, 1)})[1], pad),
    "tile": (lambda p, x: (small(x, 20), {"repeats": [p.rng.randint(1, 2) for _ in x.shape]})[1],
            lambda x, o: x.repeat(o["repeats"]) if x.dim() else x),
    "repeat_interleave": (lambda p, x: (small(x, 20), {"axis": axis_of(p, x)})[1], lambda x, o: x.repeat_interleave(2, o["axis"])),
    "expand": (lambda p, x: (small(x, 20), {"shape": [2, *x.shape]})[1], lambda x, o: x.expand(o["shape"])),
    "roll": (lambda p, x: {"axis": axis_of(p, x, 2), "shift": p.rng.randint(-3, 4)}, lambda x, o: x.roll(o["shift"], o["axis"])),
    "topk": (tops, lambda x, o: x.topk(o["k"], o["axis"], o["largest"], sorted=True).values),
    "diagonal": (diagonal, lambda x, o: x.diagonal(o["offset"], -2, -1)),
    "diag_embed": (lambda p, x: (small(x, 12), offset(p, x, 1))[1], lambda x, o: torch.diag_embed(x, o["offset"])),
    "tril": (lambda p, x: offset(p, x, 2), lambda x, o: x.tril(o["offset"])),
    "triu": (lambda p, x: offset(p, x, 2), lambda x, o: x.triu(o["offset"])),
    "gather": (index, lambda x, o: x.gather(o["axis"], indexed(o))),
    "index_select": (lambda p, x: (lambda d: {"axis": d, "ids": [p.rng.randrange(x.shape[d]) for _ in range(3)]})(axis_of(p, x)),
                     lambda x, o: x.index_select(o["axis"], torch.tensor(o["ids"]))),
    "gather_rows": (rows_ids, lambda x, o: x[torch.tensor(o["ids"])]),
    "scatter_add_rows": (scatter_ids, lambda x, o: torch.zeros([o["rows"], *x.shape[1:]]).index_add(0, torch.tensor(o["ids"]), x)),
    "take": (flat, lambda x, o: x.take(indexed(o))),
    "put_add": (put, lambda x, o: torch.zeros(8).index_add(0, torch.tensor(o["index"]), x.reshape(-1)).reshape(2, 4)),
    "pick": (labels, lambda x, o: x.gather(1, torch.tensor(o["ids"])[:, None])[:, 0]),
    "cross_entropy": (labels, lambda x, o: F.cross_entropy(x, torch.tensor(o["ids"]), reduction="none")),
    "segment_sum": (pointers, segments(lambda s: s.sum(0, True))), "segment_mean": (pointers, segments(lambda s: s.mean(0, True))),
    "segment_max": (lambda p, x: (no_ties(x, 0), pointers(p, x))[1], segments(lambda s: s.max(0, True).values)),
    "segment_min": (lambda p, x: (no_ties(x, 0), pointers(p, x))[1], segments(lambda s: s.min(0, True).values)),

    "segment_std": (
        lambda p, x: (no_ties(x, 0), need(x.shape[0] > 3), {"pointers": [0, 2, x.shape[0]]})[2],
        segments(lambda s: s.std(0, unbiased=False, keepdim=True))),
    "segment_softmax": (lambda p, x: pointers(p, x, False), segments(lambda s: s.softmax(0))),
    "layer_norm": (lambda p, x: (need(x.dim() > 0 and x.shape[-1] > 2), {})[1], lambda x, o: F.layer_norm(x, x.shape[-1:], eps=0.01)),
    "group_norm": (lambda p, x: (need(x.dim() >= 2 and x.shape[1] % 2 == 0 and x.numel() > 2 * x.shape[0] * 2), {})[1],
            lambda x, o: F.group_norm(x, 2, eps=0.01)),
    "batch_norm": (lambda p, x: (need(x.dim() >= 2 and x.shape[0] > 1), {})[1], lambda x, o: F.batch_norm(x, None, None, training=True, eps=0.01)),

    "max_pool2d": (
        lambda p, x: (need(x.dim() == 4 and min(x.shape[2:]) >= 2), apart(x[x != 0], 0), need(len(set(x.flatten().tolist())) == x.numel()), {})[3],
                   lambda x, o: F.max_pool2d(x, 2, 1, 1)),
    "avg_pool2d": (lambda p, x: (need(x.dim() == 4 and min(x.shape[2:]) >= 2), {})[1], lambda x, o: F.avg_pool2d(x, 2, 1, 1)),
}


def conv(p, x):
    need(x.dim() == 4 and min(x.shape[2:]) >= 3)
    groups = 2 if x.shape[1] % 2 == 0 and p.rng.random() < 0.4 else 1
    o = {"stride": p.rng.randint(1, 2), "padding": p.rng.randint(0, 1), "dilation": p.rng.randint(1, 2), "groups": groups}
    need(min(x.shape[2:]) + 2 * o["padding"] > 2 * o["dilation"])
    return [p.new(2 * groups, x.shape[1] // groups, 2, p.rng.randint(1, 3)), p.new(2 * groups)], o


def conv_t(p, x):
    need(x.dim() == 4)
    small(x, 40)
    return [p.new(x.shape[1], 2, 2, 2), p.new(2)], {"stride": p.rng.randint(1, 2), "padding": p.rng.randint(0, 1)}


def matmul(p, x):
    need(x.dim() >= 2)
    ta, tb, n = p.rng.random() < 0.4, p.rng.random() < 0.4, p.rng.randint(1, 4)
    k = x.shape[-2] if ta else x.shape[-1]
    lead = list(x.shape[:-2]) if p.rng.random() < 0.6 else []
    return [p.new(*lead, *([n, k] if tb else [k, n]))], {"ta": ta, "tb": tb}


def attention(p, x):
    need(x.dim() == 4)
    return [p.new(*x.shape[:2], 3, x.shape[3]), p.new(*x.shape[:2], 3, 2)], {"causal": x.shape[2] == 3}


def attend(q, k, v, o):
    s = q @ k.transpose(-1, -2) / q.shape[-1]**0.5
    return (s.masked_fill(torch.ones(3, 3).triu(1) > 0, -INF) if o["causal"] else s).softmax(-1) @ v


def einsum(p, x):
    n = list(x.shape)
    a, b, c, d = n + [1] * (4 - len(n))
    choices = [
        [], [("i,j->ij", [3]), ("i,i->", n), ("i,ij", n + [2])],
        [("ij,jk", [b, 2]), ("ij,kj->ki", [3, b]), ("ij,ij->i", n), ("ij,i->ij", [a]), ("ij,ik->jk", [a, 2])],
        [("bij,bjk->bik", [a, c, 2]), ("bij,bkj->bik", [a, 2, c]), ("ijk,k->ij", [c]), ("...i,...i->...", [b, c]), ("ijk,ijk->", n)],
        [("bthd,bshd->bhts", [a, 2, c, d]), ("...ij,jk->...ik", [d, 2]), ("abcd,db->ac", [d, b])]]
    need(choices[len(n)])
    equation, shape = p.rng.choice(choices[len(n)])
    return [p.new(*shape)], {"equation": equation}


def scatter(p, x):
    o = index(p, x)
    d = o["axis"]
    unique = [tuple(i for k, i in enumerate(at) if k != d) + (v,) for at, v in zip(np.ndindex(*o["shape"]), o["index"])]
    need(len(set(unique)) == len(unique))       # PyTorch leaves open which of several stays
    return [p.new(*o["shape"])], o


MANY = {  # name: (more operands and options; function of operands and options)
    "conv2d": (conv, lambda x, w, b, o: F.conv2d(x, w, b, o["stride"], o["padding"], o["dilation"], o["groups"])),
    "conv_transpose2d": (conv_t, lambda x, w, b, o: F.conv_transpose2d(x, w, b, o["stride"], o["padding"])),
    "matmul": (matmul, lambda a, b, o: (a.transpose(-1, -2) if o["ta"] else a) @ (b.transpose(-1, -2) if o["tb"] else b)),
    "linear": (lambda p, x: (need(x.dim() >= 2), ([p.new(3, x.shape[-1]), p.new(3)], {}))[1], lambda x, w, b, o: F.linear(x, w, b)),
    "outer": (lambda p, x: (need(x.dim() == 1), ([p.new(3)], {}))[1], lambda a, b, o: torch.outer(a, b)),
    "einsum": (einsum, lambda a, b, o: torch.einsum(o["equation"], a, b)),
    "concat": (lambda p, x: (small(x, 40), need(x.dim() > 0), ([p.like(x)], {"axis": p.rng.randrange(max(1, x.dim()))}))[2],
            lambda a, b, o: torch.cat([a, b], o["axis"])),
    "stack": (lambda p, x: (small(x, 40), ([p.like(x)], {"axis": p.rng.randint(0, x.dim())}))[1], lambda a, b, o: torch.stack([a, b], o["axis"])),
    "cdist": (lambda p, x: (need(x.dim() >= 2), ([p.new(3, x.shape[-1])], {}))[1], lambda a, b, o: (a.unsqueeze(-2) - b.unsqueeze(-3)).norm(dim=-1)),
    "cosine_similarity": (lambda p, x: (need(x.dim() > 0), need((x.norm(dim=-1) > 0.1).all()), ([p.new(*x.shape)], {}))[2],
            lambda a, b, o: F.cosine_similarity(a, b, -1)),
    "pairwise_distance": (lambda p, x: (need(x.dim() == 2), ([p.new(*x.shape)], {}))[1], lambda a, b, o: F.pairwise_distance(a, b)),
    "scatter_add": (lambda p, x: (lambda o: ([p.new(*o["shape"])], o))(index(p, x)), lambda x, s, o: x.scatter_add(o["axis"], indexed(o), s)),
    "scatter": (scatter, lambda x, s, o: x.scatter(o["axis"], indexed(o), s)), "attention": (attention, attend),
    "affine_layer_norm": (lambda p, x: (need(x.dim() > 0 and x.shape[-1] > 2), ([p.new(x.shape[-1]), p.new(x.shape[-1])], {}))[1],
                          lambda x, w, b, o: F.layer_norm(x, x.shape[-1:], w, b, 0.01)),
    "affine_batch_norm": (lambda p, x: (need(x.dim() >= 2 and x.shape[0] > 1), ([p.new(x.shape[1]), p.new(x.shape[1])], {}))[1],
                          lambda x, w, b, o: F.batch_norm(x, None, None, w, b, training=True, eps=0.01)),
}
NAMES = [*UNARY, *BINARY, *ALONG, *REDUCTIONS, *ONE, *MANY]
