"""Samples digits from an exported model, with PyTorch, as the engine does: float16 weights widened to float32.

    python3 sample.py --model digits-uvit.safetensors --count 500 --out build/samples.safetensors --show grid.png

OUT holds `final` [n, 1, 32, 32] and the noise `z` that it began as; the labels are 0, 1, …, 9, 0, … . --steps and --scale default to the file's own.
"""
import argparse
import json
import time

import numpy as np
import torch

import diffusion
import networks
import safetensors
from draw_digits import grid


def load(path):
    tensors, metadata = safetensors.load(path)
    about = json.loads(metadata["dit4j"])
    network = networks.build(about["family"], json.loads(metadata["config"]))
    network.load_state_dict({name: torch.from_numpy(value).float() for name, value in tensors.items()})
    return network.eval(), about


def sample(network, about, count, seed, steps, scale, clip=False):
    """Images and their noise; `scale` in the convention of the family."""
    labels = torch.arange(count) % len(about["labels"])
    noise = torch.randn(count, 1, 32, 32, generator=torch.Generator().manual_seed(seed))
    over_unconditional = scale + 1 if about["family"] == "uvit" else scale
    parts = [diffusion.ddim(network, x, y, about["null_label"], steps, over_unconditional, clip)
             for x, y in zip(noise.split(100), labels.split(100))]
    return torch.cat(parts), noise


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--scale", type=float)
    parser.add_argument("--clip", action="store_true", help="hold each estimate of the picture in [-1, 1]")
    parser.add_argument("--out")
    parser.add_argument("--show", help="a PNG of the first 100")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    network, about = load(arguments.model)
    steps = arguments.steps or about["defaults"]["steps"]
    scale = about["defaults"]["cfg_scale"] if arguments.scale is None else arguments.scale
    started = time.time()
    images, noise = sample(network, about, arguments.count, arguments.seed, steps, scale, arguments.clip)
    print(f"{arguments.count} images, {steps} steps, scale {scale}: {time.time() - started:.1f} s")
    if arguments.out:
        safetensors.save(arguments.out, {"z": noise.numpy(), "final": images.numpy()}, {})
    if arguments.show:
        pixels = ((images[:100, 0].clamp(-1, 1) + 1) * 127.5).round().numpy().astype(np.uint8)
        sheet = grid(pixels, 10 if arguments.count <= 100 else 20)
        sheet.resize((sheet.width * 2, sheet.height * 2)).save(arguments.show)


if __name__ == "__main__":
    main()
