"""Tells what share of sampled digits is read as the digit that was asked for.

    python3 evaluate.py --final samples.safetensors --labels 0,1,2,3,4,5,6,7,8,9
    python3 evaluate.py --folder pictures/          --labels 3
    python3 evaluate.py --sheet grid.png --gap 2    --labels 0,1,2

The images are the tensor `final` [n, 1, 32, 32] of a safetensors file (or an .npy array of that shape), the PNG
files of a folder in the order of their names, or the tiles of one PNG, row by row. The labels are repeated over the
images. Besides the share it prints how sure the reader is, and with --held-out how varied the samples are and how far
they are from drawn digits (the Fréchet distance of the reader's features).
"""
import argparse
import glob
import os

import numpy as np
import torch
from PIL import Image

import classifier
import safetensors


def picture(image):
    return np.asarray(image.convert("L"), dtype=np.float32) / 127.5 - 1


def gather(arguments):
    if arguments.final:
        if arguments.final.endswith(".npy"):
            images = np.load(arguments.final)
        else:
            images = safetensors.load(arguments.final)[0]["final"]
    elif arguments.folder:
        paths = sorted(glob.glob(os.path.join(arguments.folder, "*.png")))
        images = np.stack([picture(Image.open(path).resize((32, 32), Image.BOX)) for path in paths])
    else:
        sheet, tile, gap = picture(Image.open(arguments.sheet)), arguments.tile, arguments.gap
        rows, columns = ((length - gap) // (tile + gap) for length in sheet.shape)
        images = np.stack([sheet[gap + r * (tile + gap):, gap + c * (tile + gap):][:tile, :tile]
                           for r in range(rows) for c in range(columns)])
    return torch.from_numpy(images.astype(np.float32)).reshape(-1, 1, 32, 32).clamp(-1, 1)


def spread(images, labels):
    """The mean distance between two images of one label, per pixel."""
    distances = []
    for label in labels.unique():
        flat = images[labels == label].flatten(1)
        if len(flat) > 1:
            distances.append(torch.pdist(flat).mean().item() / flat.shape[1] ** 0.5)
    return float(np.mean(distances))


@torch.no_grad()
def features(network, images):
    return torch.cat([network.body(part) for part in images.split(500)]).double().numpy()


def frechet(a, b):
    def root(matrix):
        values, vectors = np.linalg.eigh(matrix)
        return vectors * np.sqrt(values.clip(0)) @ vectors.T

    half = root(np.cov(a, rowvar=False))
    covariance = np.cov(b, rowvar=False)
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(half @ half) + np.trace(covariance)
                 - 2 * np.trace(root(half @ covariance @ half)))


def report(network, images, labels, drawn=None):
    probabilities = classifier.read(network, images)
    right = probabilities.argmax(dim=1) == labels
    sure = probabilities.gather(1, labels[:, None])[:, 0] > 0.9
    figures = {"read": right.float().mean().item(), "read surely": sure.float().mean().item(),
               "spread": spread(images, labels)}
    if drawn is not None:
        figures["frechet"] = frechet(features(network, images), features(network, drawn))
    return figures, [(i, int(labels[i]), int(probabilities[i].argmax())) for i in (~right).nonzero()[:, 0].tolist()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--final")
    source.add_argument("--folder")
    source.add_argument("--sheet")
    parser.add_argument("--tile", type=int, default=32, help="side of a tile of the sheet")
    parser.add_argument("--gap", type=int, default=0, help="pixels around and between the tiles")
    parser.add_argument("--labels", default="0,1,2,3,4,5,6,7,8,9")
    parser.add_argument("--classifier", default="build/classifier.pt")
    parser.add_argument("--held-out", help="drawn digits to compare with, e.g. build/held-out")
    arguments = parser.parse_args()
    images = gather(arguments)
    asked = torch.tensor([int(label) for label in arguments.labels.split(",")])
    labels = asked.repeat(-(-len(images) // len(asked)))[:len(images)]
    drawn = None
    if arguments.held_out:
        drawn = classifier.normalize(np.load(arguments.held_out + ".images.npy"))
    figures, wrong = report(classifier.load(arguments.classifier), images, labels, drawn)
    print(f"{len(images)} images: {100 * figures['read']:.1f} % read as asked, "
          f"{100 * figures['read surely']:.1f} % with more than 90 % certainty; spread {figures['spread']:.3f}"
          + (f", Fréchet distance {figures['frechet']:.2f}" if drawn is not None else ""))
    for index, label, seen in wrong[:20]:
        print(f"  image {index}: asked for {label}, read as {seen}")


if __name__ == "__main__":
    main()
