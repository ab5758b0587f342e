"""Holds networks.py against recorded outputs of the published DiT and U-ViT code.

    python3 check_networks.py FOLDER      a folder with <case>.weights.safetensors and <case>.io.safetensors
"""
import json
import os
import sys

import torch

import networks
import safetensors

CASES = {"dit_tiny": networks.DiT, "dit_p4_nosigma": networks.DiT, "uvit_tiny_cond": networks.UViT,
         "uvit_tiny_cond_conv": networks.UViT, "uvit_tiny_noskip": networks.UViT,
         "uvit_tiny_mlptime": networks.UViT, "uvit_tiny_pixel": networks.UViT}
LIMIT = 2e-6


def check(folder, case):
    weights, metadata = safetensors.load(os.path.join(folder, case + ".weights.safetensors"))
    recorded, _ = safetensors.load(os.path.join(folder, case + ".io.safetensors"))
    network = CASES[case](**json.loads(metadata["config"]))
    network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})  # strict
    inputs = [torch.from_numpy(recorded[name]) for name in ("x", "t", "y") if name in recorded]
    with torch.no_grad():
        output = network.eval()(*inputs).double()
    expected = torch.from_numpy(recorded["output_f64"])
    return ((output - expected).norm() / expected.norm()).item()


if __name__ == "__main__":
    failed = False
    for case in CASES:
        error = check(sys.argv[1], case)
        failed |= not error < LIMIT
        print(f"{case:22} relative L2 error {error:.1e} {'' if error < LIMIT else 'TOO LARGE'}")
    sys.exit(failed)
