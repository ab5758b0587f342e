"""Draws the data: digits from the fonts of this computer, light on dark, 32x32, anti-aliased.

    python3 draw_digits.py --fonts DIR --out build/digits --count 80000 --seed 1

Writes OUT.images.npy (uint8, [count, 32, 32]; value / 127.5 - 1 is the range the models work in) and
OUT.labels.npy. The same fonts, count and seed give the same files.
"""
import argparse
import os

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE, OVER = 32, 4          # pictures are drawn OVER times larger and averaged down
# Text faces whose zero is plain: a slashed or dotted one (most faces for programmers) is not drawn.
FAMILIES = ("DejaVuSans", "DejaVuSerif", "DejaVuSansCondensed", "DejaVuSerifCondensed", "LiberationSans",
            "LiberationSerif", "FreeSans", "FreeSerif", "NotoSans", "NotoSerif", "NotoSansDisplay", "Roboto",
            "RobotoCondensed", "Lato", "OpenSans", "Comfortaa", "Cantarell", "LinBiolinum", "NimbusSans",
            "NimbusSansNarrow", "NimbusRoman", "NimbusMonoPS", "URWGothic", "URWBookman", "P052", "C059",
            "Carlito", "Caladea", "Quicksand")
PLAIN = ("DejaVuSans", "DejaVuSerif", "LiberationSans", "LiberationSerif", "FreeSans", "NotoSans", "NotoSerif",
         "Roboto", "Lato", "OpenSans", "Comfortaa", "Cantarell", "NimbusSans", "P052", "Carlito",
         "Caladea", "Quicksand")


def find_fonts(folder, plain=False):
    """Paths of the fonts to use, sorted by name: families above, slanted and ultra-thin faces left out."""
    families = PLAIN if plain else FAMILIES
    left_out = ("Hairline", "Thin", "ExtraLight", "Ital", "BdIta", "Oblique", "_RI", "_K")
    if plain:
        left_out += ("Light", "Cond", "Black", "Heavy", "ExtraBold")
    found = {}
    for parent, _, names in os.walk(folder, followlinks=True):
        for name in names:
            stem, extension = os.path.splitext(name)
            family, _, style = stem.partition("-")
            if extension.lower() not in (".ttf", ".otf") or family.split("_")[0].split("[")[0] not in families:
                continue
            if any(word in stem for word in left_out):
                continue
            found[name] = os.path.join(parent, name)
    return [found[name] for name in sorted(found) if lining_digits(found[name])]


def lining_digits(path):
    """Whether the ten digits are all there, all different and equally tall (old-style figures are not)."""
    font = ImageFont.truetype(path, 64)
    boxes = [font.getbbox(digit) for digit in "0123456789"]
    heights = [bottom - top for _, top, _, bottom in boxes]
    pictures = {bytes(font.getmask(digit)) for digit in "0123456789"}
    return len(pictures) == 10 and min(heights) > 0.9 * max(heights) and min(heights) > 32


def draw(digit, path, rng, cache, plain=False):
    """One picture: a digit 18 to 25 pixels tall (plain: 20 to 24), leaning a little, within the frame."""
    pixels = 96
    if path not in cache:
        cache[path] = ImageFont.truetype(path, pixels)
    font = cache[path]
    stroke = int(rng.choice([0, 1, 2, 3] if plain else [0, 0, 0, 1, 2, 3])) + (2 if "Light" in path else 0)
    left, top, right, bottom = font.getbbox(digit, stroke_width=stroke)
    glyph = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(glyph).text((-left, -top), digit, fill=255, font=font, stroke_width=stroke)

    height = rng.uniform(*((20, 24) if plain else (18, 25))) * OVER
    scale = height / glyph.height
    squeeze = rng.uniform(*((0.94, 1.06) if plain else (0.88, 1.12)))
    slant = rng.uniform(*((0, 0.2) if plain else (-0.08, 0.28)))
    turn = np.deg2rad(rng.uniform(-1, 1) * (3 if plain else 7))
    # glyph → canvas: scale, then slant, then turn, about the centres
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) \
        @ np.array([[1, -slant], [0, 1]]) @ np.diag([scale * squeeze, scale])
    corners = matrix @ (np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]]) * [[glyph.width / 2], [glyph.height / 2]])
    reach = np.abs(corners).max(axis=1)
    canvas, margin = SIZE * OVER, 1.5 * OVER
    fit = min(1.0, *((canvas / 2 - margin) / reach))
    matrix, reach = matrix * fit, reach * fit
    room = np.minimum(canvas / 2 - margin - reach, (1.5 if plain else 3.0) * OVER)
    centre = canvas / 2 + rng.uniform(-1, 1, 2) * room
    back = np.linalg.inv(matrix)
    offset = np.array([glyph.width / 2, glyph.height / 2]) - back @ centre
    picture = glyph.transform((canvas, canvas), Image.AFFINE,
                              (back[0, 0], back[0, 1], offset[0], back[1, 0], back[1, 1], offset[1]),
                              resample=Image.BICUBIC)
    return np.asarray(picture.reduce(OVER), dtype=np.uint8)


def draw_many(fonts, count, seed, plain=False):
    rng = np.random.default_rng(seed)
    images, labels, cache = np.empty((count, SIZE, SIZE), np.uint8), np.arange(count) % 10, {}
    for i in range(count):
        images[i] = draw(str(labels[i]), fonts[rng.integers(len(fonts))], rng, cache, plain)
    order = rng.permutation(count)
    return images[order], labels[order].astype(np.int64)


def grid(images, columns, gap=2):
    """A PIL picture of [n, h, w] uint8 images."""
    n, h, w = images.shape
    rows = -(-n // columns)
    sheet = np.full((rows * (h + gap) + gap, columns * (w + gap) + gap), 40, np.uint8)
    for i in range(n):
        y, x = gap + i // columns * (h + gap), gap + i % columns * (w + gap)
        sheet[y:y + h, x:x + w] = images[i]
    return Image.fromarray(sheet)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", default="/usr/share/fonts")
    parser.add_argument("--out", default="build/digits")
    parser.add_argument("--count", type=int, default=80000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="fewer faces, none thin, and less movement")
    parser.add_argument("--show", help="also write a picture of the first 160 here")
    arguments = parser.parse_args()
    fonts = find_fonts(arguments.fonts, arguments.plain)
    print(len(fonts), "fonts:", *(os.path.basename(font) for font in fonts))
    images, labels = draw_many(fonts, arguments.count, arguments.seed, arguments.plain)
    os.makedirs(os.path.dirname(arguments.out) or ".", exist_ok=True)
    np.save(arguments.out + ".images.npy", images)
    np.save(arguments.out + ".labels.npy", labels)
    if arguments.show:
        grid(images[:160], 20).resize((1364, 548), Image.NEAREST).save(arguments.show)
