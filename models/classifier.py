"""A small network that reads the drawn digits; evaluate.py measures the models with it.

    python3 classifier.py --data build/digits --held-out build/held-out --out build/classifier.pt

It is trained on drawn digits alone, moved, blurred, faded and with noise added, and never sees a sampled one.
"""
import argparse
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class Reader(nn.Module):
    def __init__(self):
        super().__init__()

        def layer(inputs, outputs):
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU())

        self.body = nn.Sequential(layer(1, 16), nn.MaxPool2d(2), layer(16, 32), layer(32, 32), nn.MaxPool2d(2),
                                  layer(32, 64), layer(64, 64), nn.MaxPool2d(2), nn.Flatten(),
                                  nn.Linear(64 * 16, 64), nn.ReLU())
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.body(x))


def normalize(images):
    """uint8 [n, 32, 32] to [n, 1, 32, 32] in [-1, 1]."""
    return torch.from_numpy(images)[:, None].float().div_(127.5).sub_(1)


def disturb(x):
    n = len(x)
    angle, stretch = 0.1 * torch.randn(n), torch.exp(0.06 * torch.randn(n, 2))
    affine = torch.zeros(n, 2, 3)
    affine[:, 0, 0], affine[:, 0, 1] = angle.cos() * stretch[:, 0], -angle.sin()
    affine[:, 1, 0], affine[:, 1, 1] = angle.sin(), angle.cos() * stretch[:, 1]
    affine[:, :, 2] = 0.08 * torch.randn(n, 2)
    x = F.grid_sample(x + 1, F.affine_grid(affine, x.shape, align_corners=False), align_corners=False) - 1
    blurred = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    x = torch.lerp(x, blurred, torch.rand(n, 1, 1, 1) * (torch.rand(n, 1, 1, 1) < 0.3))
    x = (x + 1) * (1 - 0.3 * torch.rand(n, 1, 1, 1)) - 1
    return (x + 0.15 * torch.rand(n, 1, 1, 1) * torch.randn_like(x)).clamp(-1, 1)


@torch.no_grad()
def read(network, images):
    """Probabilities [n, 10] of images [n, 1, 32, 32]."""
    network.eval()
    return torch.cat([network(part).softmax(dim=1) for part in images.split(500)])


def load(path):
    network = Reader()
    network.load_state_dict(torch.load(path))
    return network.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="build/digits")
    parser.add_argument("--held-out", default="build/held-out")
    parser.add_argument("--out", default="build/classifier.pt")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    images, labels = (np.load(f"{arguments.data}.{what}.npy") for what in ("images", "labels"))
    network, started = Reader(), time.time()
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, arguments.steps)
    for step in range(1, arguments.steps + 1):
        pick = torch.randint(len(images), (arguments.batch,)).numpy()
        loss = F.cross_entropy(network(disturb(normalize(images[pick]))), torch.from_numpy(labels[pick]),
                               label_smoothing=0.02)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            print(f"step {step} loss {loss.item():.4f} seconds {time.time() - started:.0f}", flush=True)
    torch.save(network.state_dict(), arguments.out)
    images, labels = (np.load(f"{arguments.held_out}.{what}.npy") for what in ("images", "labels"))
    right = read(network, normalize(images)).argmax(dim=1).numpy() == labels
    print(f"held-out digits read correctly: {100 * right.mean():.2f} % of {len(right)}")


if __name__ == "__main__":
    main()
