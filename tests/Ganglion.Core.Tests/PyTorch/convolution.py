#!/usr/bin/env python3
"""Writes convolution.json: what PyTorch computes for convolutions, pooling, resizing and normalisation, in double precision.

Every operand is a fixed sequence of numbers, and of every result and gradient only its shape and four weighted sums are kept, so that the file
stays small. The same sequences are in PyTorchTests.cs. Run: python3 convolution.py > convolution.json (made with PyTorch 1.13).
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def sequence(shape, seed):
    n = 1
    for d in shape:
        n *= d
    k = torch.arange(n, dtype=torch.int64)
    return (((k * 7919 + (seed + 1) * 104729 + (k * k) % 9973 * 31) % 2003).double() / 1001.5 - 1).reshape(shape)


def sums(t):
    return [float("%.12g" % (t * sequence(t.shape, 100 + s)).sum().item()) for s in range(4)]


CASES = [
    ("conv1d", [(2, 4, 9), (6, 2, 3), (6,)], lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=2, dilation=2, groups=2)),
    ("conv2d", [(2, 4, 7, 6), (6, 2, 3, 2), (6,)], lambda x, w, b: F.conv2d(x, w, b, (2, 1), (1, 2), (1, 2), 2)),
    ("conv2d, one-sided", [(1, 3, 6, 5), (4, 3, 3, 3)], lambda x, w: F.conv2d(F.pad(x, (0, 2, 1, 0)), w, stride=2)),
    ("conv2d, same", [(1, 3, 6, 5), (4, 3, 4, 2)], lambda x, w: F.conv2d(x, w, padding="same")),
    ("conv3d", [(2, 4, 5, 4, 6), (6, 2, 3, 2, 2), (6,)], lambda x, w, b: F.conv3d(x, w, b, (2, 1, 2), (2, 1, 0), (2, 1, 1), 2)),
    ("conv_transpose1d", [(2, 4, 5), (4, 3, 3), (6,)], lambda x, w, b: F.conv_transpose1d(x, w, b, 3, 1, 2, 2, 2)),
    ("conv_transpose2d", [(2, 4, 3, 4), (4, 3, 3, 2), (6,)], lambda x, w, b: F.conv_transpose2d(x, w, b, (2, 3), (1, 0), (1, 2), 2, (2, 1))),
    ("conv_transpose2d, more output than stride", [(1, 2, 3, 4), (2, 3, 2, 2)], lambda x, w: F.conv_transpose2d(x, w, output_padding=1, dilation=2)),
    ("conv_transpose3d", [(1, 4, 3, 2, 3), (4, 3, 2, 3, 2), (6,)], lambda x, w, b: F.conv_transpose3d(x, w, b, (2, 1, 2), (1, 0, 1), (1, 0, 1), 2, (2, 1, 1))),
    ("max_pool1d", [(2, 3, 11)], lambda x: F.max_pool1d(x, 3, 2, 1, 2, True)),
    ("max_pool2d", [(2, 3, 8, 9)], lambda x: F.max_pool2d(x, (3, 2), 2, 1, 1, True)),
    ("max_pool2d, dilation", [(2, 2, 8, 9)], lambda x: F.max_pool2d(x, 3, 2, 1, (1, 2))),
    ("max_pool3d", [(1, 3, 6, 5, 7)], lambda x: F.max_pool3d(x, (2, 3, 2), (2, 1, 2), (1, 1, 0), (2, 1, 1), True)),
    ("max_unpool2d", [(2, 3, 8, 6)], lambda x: F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2)),
    ("avg_pool1d", [(2, 3, 11)], lambda x: F.avg_pool1d(x, 3, 2, 1, True, False)),
    ("avg_pool2d", [(2, 3, 8, 9)], lambda x: F.avg_pool2d(x, (3, 2), 2, (1, 0))),
    ("avg_pool2d, ceil", [(2, 3, 8, 9)], lambda x: F.avg_pool2d(x, (3, 4), (2, 3), (1, 2), True)),
    ("avg_pool2d, ceil, padding left out", [(2, 3, 8, 9)], lambda x: F.avg_pool2d(x, (3, 4), (2, 3), (1, 2), True, False)),
    ("avg_pool3d", [(1, 3, 6, 5, 7)], lambda x: F.avg_pool3d(x, (2, 3, 2), (3, 1, 2), (1, 1, 0), True, True)),
    ("avg_pool3d, padding left out", [(1, 3, 6, 5, 7)], lambda x: F.avg_pool3d(x, (2, 3, 2), (3, 1, 2), (1, 1, 0), True, False)),
    ("lp_pool2d", [(1, 2, 6, 7)], lambda x: F.lp_pool2d(x, 2, (2, 3), 2)),
    ("adaptive_avg_pool1d", [(2, 3, 7)], lambda x: F.adaptive_avg_pool1d(x, 3)),
    ("adaptive_avg_pool2d", [(2, 3, 7, 5)], lambda x: F.adaptive_avg_pool2d(x, (3, 4))),
    ("adaptive_avg_pool3d", [(1, 2, 5, 4, 7)], lambda x: F.adaptive_avg_pool3d(x, (2, 3, 4))),
    ("adaptive_max_pool1d", [(2, 3, 7)], lambda x: F.adaptive_max_pool1d(x, 3)),
    ("adaptive_max_pool2d", [(2, 3, 7, 5)], lambda x: F.adaptive_max_pool2d(x, (3, 4))),
    ("adaptive_max_pool3d", [(1, 2, 5, 4, 7)], lambda x: F.adaptive_max_pool3d(x, (2, 3, 4))),
    ("unfold", [(2, 3, 6, 5)], lambda x: F.unfold(x, (2, 3), (1, 2), (1, 0), (2, 1))),
    ("fold", [(2, 12, 12)], lambda x: F.fold(x, (4, 6), (2, 3))),
    ("fold, every option", [(2, 18, 6)], lambda x: F.fold(x, (5, 5), (2, 3), (2, 1), (0, 1), (2, 2))),
    ("nearest", [(2, 2, 5, 4)], lambda x: F.interpolate(x, (7, 3), mode="nearest")),
    ("nearest exact", [(2, 2, 5, 4)], lambda x: F.interpolate(x, (7, 3), mode="nearest-exact")),
    ("nearest by factors", [(2, 2, 5)], lambda x: F.interpolate(x, scale_factor=2.3, mode="nearest")),
    ("linear", [(2, 2, 5)], lambda x: F.interpolate(x, 8, mode="linear")),
    ("bilinear", [(2, 2, 5, 4)], lambda x: F.interpolate(x, (8, 3), mode="bilinear")),
    ("bilinear, corners", [(2, 2, 5, 4)], lambda x: F.interpolate(x, (8, 3), mode="bilinear", align_corners=True)),
    ("bilinear by factors", [(2, 2, 5, 4)], lambda x: F.interpolate(x, scale_factor=(1.7, 0.8), mode="bilinear")),
    ("bicubic", [(2, 2, 5, 4)], lambda x: F.interpolate(x, (8, 3), mode="bicubic")),
    ("bicubic, corners", [(2, 2, 5, 4)], lambda x: F.interpolate(x, (8, 3), mode="bicubic", align_corners=True)),
    ("trilinear", [(1, 2, 3, 4, 2)], lambda x: F.interpolate(x, (5, 3, 4), mode="trilinear")),
    ("pixel_shuffle", [(2, 12, 2, 3)], lambda x: F.pixel_shuffle(x, 2)),
    ("pixel_unshuffle", [(2, 2, 6, 9)], lambda x: F.pixel_unshuffle(x, 3)),
    ("channel_shuffle", [(2, 6, 2, 3)], lambda x: x.reshape(2, 3, 2, 2, 3).transpose(1, 2).reshape(x.shape)),
    ("pad, reflect", [(2, 3, 4, 5)], lambda x: F.pad(x, (2, 1, 3, 0), "reflect")),
    ("pad, replicate", [(2, 3, 4, 5)], lambda x: F.pad(x, (2, 1, 3, 0), "replicate")),
    ("pad, circular", [(2, 3, 4, 5)], lambda x: F.pad(x, (2, 1, 3, 0), "circular")),
    ("pad, constant", [(2, 3, 4, 5)], lambda x: F.pad(x, (2, 1, 3, 0), value=0.7)),
    ("affine_grid", [(2, 2, 3)], lambda t: F.affine_grid(t, (2, 1, 3, 4), align_corners=False)),
    ("affine_grid, corners", [(2, 2, 3)], lambda t: F.affine_grid(t, (2, 1, 3, 4), align_corners=True)),
    *[(f"grid_sample, {mode}, {padding}{', corners' if corners else ''}", [(2, 3, 4, 5), (2, 3, 4, 2)],
       lambda x, g, mode=mode, padding=padding, corners=corners: F.grid_sample(x, 1.6 * g, mode, padding, corners))
      for mode in ("bilinear", "nearest", "bicubic") for padding in ("zeros", "border", "reflection") for corners in (False, True)],
    ("local_response_norm", [(2, 7, 3, 4)], lambda x: F.local_response_norm(x, 4, 0.6, 0.7, 1.5)),
    ("group_norm", [(3, 6, 4, 2), (6,), (6,)], lambda x, w, b: F.group_norm(x, 3, w, b, 1e-3)),
    ("instance_norm", [(3, 4, 5, 2), (4,), (4,)], lambda x, w, b: F.instance_norm(x, weight=w, bias=b, eps=1e-3)),
    ("rms_norm", [(3, 4, 5), (5,)], lambda x, w: x / (x.square().mean(-1, keepdim=True) + 1e-3).sqrt() * w),
]

lines = []
for name, shapes, f in CASES:
    inputs = [sequence(s, i).requires_grad_() for i, s in enumerate(shapes)]
    y = f(*inputs)
    gradients = torch.autograd.grad((y * sequence(y.shape, 50)).sum(), inputs, allow_unused=True)
    lines.append(json.dumps({"name": name, "inputs": [list(s) for s in shapes], "output": list(y.shape), "sums": sums(y.detach()),
                             "gradients": [sums(torch.zeros(s) if g is None else g) for s, g in zip(shapes, gradients)]}))
print("[\n" + ",\n".join(lines) + "\n]")
