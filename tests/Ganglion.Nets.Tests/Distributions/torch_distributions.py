"""Writes torch_distributions.json: densities, entropies and divergences of PyTorch 1.13, and their gradients, on inputs that any language can make.

python3 torch_distributions.py > torch_distributions.json

Element i of operand p is sin(1 + 1.7 i + 0.3 i² + 0.9 p); the gradient is that of the sum of value element i times cos(0.3 + 0.7 i).
"""
import json
import math
import torch

torch.set_default_dtype(torch.float64)
D = torch.distributions


def operand(shape, p):
    n = math.prod(shape)
    return torch.tensor([math.sin(1 + 1.7 * i + 0.3 * i * i + 0.9 * p) for i in range(n)]).reshape(shape).requires_grad_()


def spd(x):
    return x @ x.transpose(-1, -2) + x.shape[-2] * torch.eye(x.shape[-2])


CASES = {
    "normal log_prob": ([(5,), (5,), (5,)], lambda x, m, s: D.Normal(m, s.exp()).log_prob(x)),
    "multivariate normal log_prob": ([(2, 3), (3,), (3, 3)], lambda x, m, c: D.MultivariateNormal(m, covariance_matrix=spd(c)).log_prob(x)),
    "categorical entropy": ([(2, 4)], lambda x: D.Categorical(logits=x).entropy()),
    "categorical kl": ([(2, 4), (2, 4)], lambda x, y: D.kl_divergence(D.Categorical(logits=x), D.Categorical(logits=y))),
    "bernoulli entropy": ([(5,)], lambda x: D.Bernoulli(logits=x).entropy()),
    "poisson log_prob": ([(5,)], lambda x: D.Poisson(x.exp()).log_prob(torch.arange(5.0))),
    "gumbel log_prob": ([(5,), (5,), (5,)], lambda x, m, s: D.Gumbel(m, s.exp(), validate_args=False).log_prob(x)),
    "gamma log_prob": ([(5,), (5,), (5,)], lambda x, a, b: D.Gamma(a.exp(), b.exp()).log_prob(x.exp())),
    "gamma entropy": ([(5,), (5,)], lambda a, b: D.Gamma(a.exp(), b.exp()).entropy()),
    "gamma kl": ([(5,), (5,)], lambda a, b: D.kl_divergence(D.Gamma(a.exp(), b.exp()), D.Gamma(b.exp(), a.exp()))),
    "beta entropy": ([(5,), (5,)], lambda a, b: D.Beta(a.exp(), b.exp()).entropy()),
    "beta kl": ([(5,), (5,)], lambda a, b: D.kl_divergence(D.Beta(a.exp(), b.exp()), D.Beta(b.exp(), a.exp()))),
    "dirichlet log_prob": ([(2, 3), (2, 3)], lambda x, a: D.Dirichlet(a.exp()).log_prob(torch.softmax(x, -1))),
    "dirichlet entropy": ([(2, 3)], lambda a: D.Dirichlet(a.exp()).entropy()),
    "dirichlet kl": ([(2, 3), (2, 3)], lambda a, b: D.kl_divergence(D.Dirichlet(a.exp()), D.Dirichlet(b.exp()))),
}

out = {}
for name, (shapes, f) in CASES.items():
    at = [operand(s, p) for p, s in enumerate(shapes)]
    y = f(*at)
    w = torch.tensor([math.cos(0.3 + 0.7 * i) for i in range(y.numel())]).reshape(y.shape)
    g = torch.autograd.grad((y * w).sum(), at)
    out[name] = dict(shapes=[list(s) for s in shapes], value=y.flatten().tolist(), gradients=[x.flatten().tolist() for x in g])
print("{\n" + ",\n".join(f'  "{k}": {json.dumps(v)}' for k, v in out.items()) + "\n}")
