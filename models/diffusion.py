"""The diffusion both models learn: 1000 steps, linear betas, the noise is predicted. And DDIM to sample from it."""
import numpy as np
import torch

STEPS = 1000
BETAS = np.linspace(1e-4, 0.02, STEPS, dtype=np.float64)
ALPHAS_CUMPROD = np.cumprod(1.0 - BETAS)


def ddim_timesteps(count):
    """The published "ddimN" respacing: every k-th step, for the k that gives exactly `count` of them."""
    for stride in range(1, STEPS):
        if len(range(0, STEPS, stride)) == count:
            return list(range(0, STEPS, stride))
    raise ValueError(f"no stride visits {count} of {STEPS} steps")


@torch.no_grad()
def guided_noise(network, x, t, labels, null_label, scale):
    """u + scale (c − u). scale 1 is no guidance."""
    t = torch.full((len(x),), float(t))
    if scale == 1:
        return network(x, t, labels)
    nulls = torch.full_like(labels, null_label)
    both = network(torch.cat([x, x]), torch.cat([t, t]), torch.cat([labels, nulls]))
    conditional, unconditional = both.chunk(2)
    return unconditional + scale * (conditional - unconditional)


@torch.no_grad()
def ddim(network, x, labels, null_label, steps, scale, clip=False):
    """DDIM with eta 0 from the noise x. With `clip`, each estimate of the picture is held in [-1, 1]."""
    timesteps = ddim_timesteps(steps)
    for i in reversed(range(len(timesteps))):
        now = ALPHAS_CUMPROD[timesteps[i]]
        before = ALPHAS_CUMPROD[timesteps[i - 1]] if i > 0 else 1.0
        noise = guided_noise(network, x, timesteps[i], labels, null_label, scale)
        picture = (x - (1 - now) ** 0.5 * noise) / now ** 0.5
        if clip:
            picture = picture.clamp(-1, 1)
            noise = (x - now ** 0.5 * picture) / (1 - now) ** 0.5
        x = before ** 0.5 * picture + (1 - before) ** 0.5 * noise
    return x
