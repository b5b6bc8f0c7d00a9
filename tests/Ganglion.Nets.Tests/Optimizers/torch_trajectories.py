"""Writes torch_trajectories.json: where PyTorch 1.13's optimisers go from three points, and what its schedules give.

python3 torch_trajectories.py > torch_trajectories.json
"""
import json
import torch
from torch import optim
from torch.optim import lr_scheduler as sched

torch.set_default_dtype(torch.float64)

# NAdam's plain form multiplies the momentum product by one factor too many; its foreach form, and later versions, do not.
OPTIMIZERS = {
    "rmsprop": (optim.RMSprop, dict(lr=0.05)),
    "rmsprop, centred": (optim.RMSprop, dict(lr=0.05, alpha=0.9, centered=True, momentum=0.8, weight_decay=0.1, eps=1e-4)),
    "adagrad": (optim.Adagrad, dict(lr=0.1)),
    "adagrad, decay": (optim.Adagrad, dict(lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5)),
    "adadelta": (optim.Adadelta, dict()),
    "adadelta, decay": (optim.Adadelta, dict(lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1)),
    "adamax": (optim.Adamax, dict(lr=0.02, weight_decay=0.1)),
    "nadam": (optim.NAdam, dict(foreach=True, lr=0.02)),
    "nadam, decay": (optim.NAdam, dict(foreach=True, lr=0.02, weight_decay=0.1, momentum_decay=0.1)),
    "radam": (optim.RAdam, dict(lr=0.02)),
    "radam, decay": (optim.RAdam, dict(lr=0.02, betas=(0.8, 0.9), weight_decay=0.1)),
    "adam": (optim.Adam, dict(lr=0.01, weight_decay=0.1, amsgrad=True)),
    "adamw": (optim.AdamW, dict(lr=0.01, weight_decay=0.1)),
    "nesterov": (optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05)),
}

SCHEDULES = {
    "exponential": lambda o: sched.ExponentialLR(o, 0.9),
    "polynomial": lambda o: sched.PolynomialLR(o, total_iters=8, power=2.0),
    "restarts": lambda o: sched.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2, eta_min=0.1),
    "cyclic": lambda o: sched.CyclicLR(o, base_lr=0.1, max_lr=1, step_size_up=3, step_size_down=2, mode="triangular2", cycle_momentum=False),
    "cosine": lambda o: sched.CosineAnnealingLR(o, T_max=12),
    "one cycle": lambda o: sched.OneCycleLR(o, max_lr=1, total_steps=12),
    "milestones": lambda o: sched.MultiStepLR(o, [3, 7], 0.5),
    "sequence": lambda o: sched.SequentialLR(o, [sched.ExponentialLR(o, 0.5), sched.ExponentialLR(o, 0.9)], [4]),
}


def gradient(p, t):
    return torch.sin(3 * p) * (5 if t == 2 else 1) + 0.2 * t


def trajectory(cls, options, steps=10):
    p = torch.tensor([0.7, -1.3, 2.5], dtype=torch.float64, requires_grad=True)
    o = cls([p], **options)
    path = []
    for t in range(1, steps + 1):
        p.grad = gradient(p.detach(), t)
        o.step()
        path.append(p.tolist())
    return path


def factors(make, steps=12):
    o = optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
    s = make(o)
    values = []
    for _ in range(steps):
        values.append(o.param_groups[0]["lr"])
        o.step()
        s.step()
    return values


def plateau():
    o = optim.SGD([torch.zeros(1, requires_grad=True)], lr=1)
    s = sched.ReduceLROnPlateau(o, factor=0.5, patience=1, cooldown=2, threshold=0.01, min_lr=0.2)
    losses = [1, 0.9, 0.9, 0.899, 0.95, 0.94, 0.93, 0.92, 0.91, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
    scales = []
    for loss in losses:
        s.step(loss)
        scales.append(o.param_groups[0]["lr"])
    return dict(losses=losses, scales=scales)


def rounded(x):
    return [rounded(v) for v in x] if isinstance(x, list) else float(f"{x:.13g}")


print(json.dumps(dict(
    torch=torch.__version__,
    optimizers={n: rounded(trajectory(*c)) for n, c in OPTIMIZERS.items()},
    schedules={n: rounded(factors(m)) for n, m in SCHEDULES.items()},
    plateau=plateau())).replace('], "', '],\n"').replace('}, "', '},\n"'))
