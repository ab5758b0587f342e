"""Writes the small checkpoints of TorchCheckpointTest: python3 make_fixtures.py (PyTorch 1.6 or later)."""
import argparse
import collections
import pathlib

import torch

here = pathlib.Path(__file__).parent
base = torch.arange(24, dtype=torch.float32)
tensors = collections.OrderedDict(
    whole=base.reshape(4, 6),
    transposed=base.reshape(4, 6).t(),
    tail=base[12:].reshape(3, 4),                      # shares the storage of the others
    half=torch.tensor([0.5, -2.0, 65504.0], dtype=torch.float16),
    brain=torch.tensor([1.0, -0.15625], dtype=torch.bfloat16),
    double=torch.tensor([0.1], dtype=torch.float64),
    count=torch.tensor(7),
    parameter=torch.nn.Parameter(torch.tensor([3.0, 4.0])),
)
training = {
    "model": {"whole": torch.zeros(2)},
    "ema": tensors,
    "opt": {"state": collections.defaultdict(dict), "lr": 1e-4},
    "args": argparse.Namespace(epochs=3),
    "train_steps": 400000,
}


class Surprise:
    def __reduce__(self):
        return print, ("this must never be printed by a reader",)


torch.save(tensors, here / "zip.pt")
torch.save(training, here / "training.pt")
torch.save({"state_dict": {f"module.{k}": v for k, v in tensors.items()}}, here / "legacy.pt",
           _use_new_zipfile_serialization=False)
torch.save({"weights": torch.zeros(1), "surprise": Surprise()}, here / "hostile.pt")
