"""Writes trained weights as the safetensors file the engine loads: published names, float16, with metadata.

    python3 export.py --family uvit --weights build/uvit/ema.pt --out digits-uvit.safetensors --steps 50 --scale 0.5

--scale is the default guidance in the convention of the family: u + s (c − u) for DiT, c + s (c − u) for U-ViT.
"""
import argparse
import json

import numpy as np
import torch

import networks
import safetensors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=("dit", "uvit"), required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--scale", type=float, required=True)
    arguments = parser.parse_args()
    network = networks.build(arguments.family)
    network.load_state_dict(torch.load(arguments.weights))
    tensors = {name: value.numpy().astype(np.float16) for name, value in network.state_dict().items()}
    about = {"family": arguments.family, "name": "digits-" + arguments.family, "schedule": "linear",
             "timesteps": 1000, "prediction": "epsilon",
             "defaults": {"sampler": "ddim", "steps": arguments.steps, "cfg_scale": arguments.scale},
             "labels": [str(digit) for digit in range(10)], "null_label": networks.NULL_LABEL, "range": [-1, 1]}
    safetensors.save(arguments.out, tensors, {
        "config": json.dumps(networks.CONFIGS[arguments.family]), "dit4j": json.dumps(about)})


if __name__ == "__main__":
    main()
