"""Trains one of the two networks on the drawn digits.

    python3 train.py --family uvit --data build/digits --out build/uvit --minutes 50

Writes OUT/last.pt (everything needed to go on; found there, training goes on from it) and OUT/ema.pt (the averaged
weights, which are the model). The learning rate falls to zero at the end of the given minutes; with --steps instead
of --minutes the run can be repeated exactly.
"""
import argparse
import math
import os
import time

import numpy as np
import torch

import diffusion
import networks


def loss_weights(cap):
    """What an error of the predicted noise counts at each timestep.

    Measured on the picture that it implies, an error counts sqrt(min(SNR, cap)). Counted evenly on the noise, nearly
    all that is learned is how to clean a picture that is almost finished; the shape of a digit is settled earlier.
    A higher cap gives cleaner backgrounds.
    """
    snr = diffusion.ALPHAS_CUMPROD / (1 - diffusion.ALPHAS_CUMPROD)
    return torch.from_numpy(np.sqrt(np.minimum(snr, cap)) / snr).float()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=("dit", "uvit"), required=True)
    parser.add_argument("--data", default="build/digits")
    parser.add_argument("--out", required=True)
    parser.add_argument("--start", help="weights to start from")
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--steps", type=int, help="train this many steps, however long they take")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warmup", type=int, default=300)
    parser.add_argument("--decay", type=float, default=0.01, help="AdamW's weight decay")
    parser.add_argument("--cap", type=float, default=1.0, help="signal-to-noise ratio above which errors count alike")
    parser.add_argument("--ema", type=float, default=0.999)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--float32", action="store_true", help="no bfloat16 in the matrix products")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    os.makedirs(arguments.out, exist_ok=True)
    images = torch.from_numpy(np.load(arguments.data + ".images.npy"))
    labels = torch.from_numpy(np.load(arguments.data + ".labels.npy"))
    alphas = torch.from_numpy(diffusion.ALPHAS_CUMPROD).float()
    weights = loss_weights(arguments.cap)

    network = networks.build(arguments.family)
    if arguments.start:
        network.load_state_dict(torch.load(arguments.start))
    average = networks.build(arguments.family)
    average.load_state_dict(network.state_dict())
    learned = [parameter for parameter in network.parameters() if parameter.requires_grad]
    averaged = [parameter for parameter in average.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=arguments.rate, betas=(0.9, 0.99),
                                  weight_decay=arguments.decay, foreach=True)
    step, spent = 0, 0.0
    last = os.path.join(arguments.out, "last.pt")
    if os.path.exists(last):
        state = torch.load(last)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["rng"])
        step, spent = state["step"], state["spent"]
        print(f"going on from step {step}, {spent / 60:.1f} min", flush=True)

    def save():
        state = {"network": network.state_dict(), "average": average.state_dict(), "step": step, "spent": spent,
                 "optimizer": optimizer.state_dict(), "rng": torch.get_rng_state()}
        for content, name in ((state, "last.pt"), (average.state_dict(), "ema.pt")):
            path = os.path.join(arguments.out, name)
            torch.save(content, path + ".new")
            os.replace(path + ".new", path)

    started, saved, running, mean = time.time() - spent, spent, 0.0, None
    while True:
        spent = time.time() - started
        progress = step / arguments.steps if arguments.steps else spent / (60 * arguments.minutes)
        if progress >= 1:
            break
        rate = arguments.rate * min(1.0, (step + 1) / arguments.warmup) * 0.5 * (1 + math.cos(math.pi * progress))
        for group in optimizer.param_groups:
            group["lr"] = rate

        pick = torch.randint(len(images), (arguments.batch,))
        x = images[pick].float().div_(127.5).sub_(1)[:, None]
        y = torch.where(torch.rand(arguments.batch) < 0.1, networks.NULL_LABEL, labels[pick])
        # one step from each of `batch` equal slices of the timesteps: less noise in the gradient
        t = (torch.arange(arguments.batch) + torch.rand(arguments.batch)) * (diffusion.STEPS / arguments.batch)
        t = t.long().clamp_(max=diffusion.STEPS - 1)
        noise = torch.randn_like(x)
        signal = alphas[t].view(-1, 1, 1, 1)
        noised = signal.sqrt() * x + (1 - signal).sqrt() * noise
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not arguments.float32):
            predicted = network(noised, t, y)
        loss = ((predicted.float() - noise).square().mean(dim=(1, 2, 3)) * weights[t]).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        step += 1
        keep = min(arguments.ema, step / (step + 10))
        torch._foreach_mul_(averaged, keep)
        torch._foreach_add_(averaged, [parameter.detach() for parameter in learned], alpha=1 - keep)

        mean = loss.item() if mean is None else 0.99 * mean + 0.01 * loss.item()
        if step % 100 == 0:
            print(f"step {step} loss {mean:.5f} rate {rate:.2e} minutes {(time.time() - started) / 60:.1f}", flush=True)
        if time.time() - started - saved > 120:
            spent = saved = time.time() - started
            save()
    save()
    print(f"done: {step} steps in {spent / 60:.1f} min", flush=True)


if __name__ == "__main__":
    main()
