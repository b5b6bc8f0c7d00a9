"""Writes linear.json: values and gradients of PyTorch 1.13's linear algebra and transforms, on inputs that any language can make.

python3 linear.py > linear.json

Element i of operand p is sin(1 + 1.7 i + 0.3 i² + 0.9 p); the gradient is that of the sum of value element i times cos(0.3 + 0.7 i).
"""
import json
import math
import torch

torch.set_default_dtype(torch.float64)
L, F = torch.linalg, torch.fft


def operand(shape, p):
    n = math.prod(shape)
    return torch.tensor([math.sin(1 + 1.7 * i + 0.3 * i * i + 0.9 * p) for i in range(n)]).reshape(shape).requires_grad_()


def spd(x):
    return x @ x.transpose(-1, -2) + x.shape[-2] * torch.eye(x.shape[-2])


def apart(x):  # symmetric, eigenvalues far apart
    return x + x.transpose(-1, -2) + torch.diag(torch.arange(x.shape[-1], dtype=x.dtype) * 5)


def pairs(x):
    return torch.view_as_real(x)


def complex_(x):
    return torch.view_as_complex(x.contiguous())


def sign_free(x):
    return x.abs()


def by_hand_qr(x):
    q, r = L.qr(x)
    s = torch.sign(torch.diagonal(r, dim1=-2, dim2=-1))
    return q * s.unsqueeze(-2), r * s.unsqueeze(-1)


CASES = {
    "cholesky": ([(2, 4, 4)], lambda a: L.cholesky(spd(a))),
    "solve_triangular": ([(3, 3), (3, 2)], lambda a, b: L.solve_triangular(torch.tril(a) + 3 * torch.eye(3), b, upper=False)),
    "solve": ([(2, 3, 3), (2, 3, 2)], lambda a, b: L.solve(a + 3 * torch.eye(3), b)),
    "inverse": ([(4, 4)], lambda a: L.inv(a + 3 * torch.eye(4))),
    "det": ([(2, 3, 3)], lambda a: L.det(a)),
    "slogdet": ([(4, 4)], lambda a: L.slogdet(a + 2 * torch.eye(4))[1]),
    "qr q": ([(4, 3)], lambda a: by_hand_qr(a)[0]),
    "qr r": ([(4, 3)], lambda a: by_hand_qr(a)[1]),
    "eigh values": ([(2, 4, 4)], lambda a: L.eigh(apart(a))[0]),
    "eigh vectors": ([(4, 4)], lambda a: sign_free(L.eigh(apart(a))[1])),
    "eigvalsh": ([(4, 4)], lambda a: L.eigvalsh(apart(a))),
    "svd values": ([(4, 3)], lambda a: L.svdvals(a)),
    "svd left": ([(4, 3)], lambda a: sign_free(L.svd(a, full_matrices=False)[0])),
    "svd right": ([(3, 4)], lambda a: sign_free(L.svd(a, full_matrices=False)[2].transpose(-1, -2))),
    "lstsq": ([(4, 2), (4, 2)], lambda a, b: L.lstsq(a, b).solution),
    "pinv": ([(4, 3)], lambda a: L.pinv(a)),
    "matrix_exp": ([(2, 3, 3)], lambda a: torch.matrix_exp(a)),
    "matrix_exp, large": ([(3, 3)], lambda a: torch.matrix_exp(a * 6)),
    "matrix_power": ([(3, 3)], lambda a: L.matrix_power(a + 2 * torch.eye(3), -3)),
    "kron": ([(2, 3), (2, 2)], lambda a, b: torch.kron(a, b)),
    "fft": ([(2, 6, 2)], lambda a: pairs(F.fft(complex_(a)))),
    "ifft": ([(7, 2)], lambda a: pairs(F.ifft(complex_(a)))),
    "rfft": ([(2, 6)], lambda a: pairs(F.rfft(a))),
    "rfft, odd": ([(7,)], lambda a: pairs(F.rfft(a))),
    "irfft": ([(2, 4, 2)], lambda a: F.irfft(complex_(a))),
    "irfft, odd": ([(4, 2)], lambda a: F.irfft(complex_(a), n=7)),
    "fft2": ([(3, 4, 2)], lambda a: pairs(F.fft2(complex_(a)))),
    "rfft2": ([(2, 3, 5)], lambda a: pairs(F.rfft2(a))),
    "irfft2": ([(3, 3, 2)], lambda a: F.irfft2(complex_(a), s=(3, 4))),
    "fftshift": ([(5,)], lambda a: F.fftshift(a)),
}

out = {}
for name, (shapes, f) in CASES.items():
    at = [operand(s, p) for p, s in enumerate(shapes)]
    y = f(*at)
    w = torch.tensor([math.cos(0.3 + 0.7 * i) for i in range(y.numel())]).reshape(y.shape)
    g = torch.autograd.grad((y * w).sum(), at)
    out[name] = dict(shapes=[list(s) for s in shapes], value=y.flatten().tolist(), gradients=[x.flatten().tolist() for x in g])
print("{\n" + ",\n".join(f'  "{k}": {json.dumps(v)}' for k, v in out.items()) + "\n}")
