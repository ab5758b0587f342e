"""DiT (adaLN-Zero) and U-ViT in plain PyTorch, for training the embedded models.

The parameter names and the arithmetic are those of the published networks (facebookresearch/DiT and
baofff/U-ViT), so that a state_dict saved here loads there and the other way round; check_networks.py holds
both against recorded outputs of the published code.
"""
import math

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def sinusoid(t, width, max_period=10000.0):
    """cos | sin of t over `width // 2` geometric frequencies."""
    half = width // 2
    frequency = torch.exp(-math.log(max_period) * torch.arange(half, dtype=torch.float32) / half)
    angle = t.float()[:, None] * frequency[None]
    return torch.cat([angle.cos(), angle.sin()], dim=-1)


class Attention(nn.Module):
    def __init__(self, width, heads, qkv_bias):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=qkv_bias)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        n, tokens, width = x.shape
        q, k, v = self.qkv(x).view(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) * (width // self.heads) ** -0.5).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, tokens, width))


class TanhGelu(torch.autograd.Function):
    """GELU by tanh, written as x · sigmoid(a x + b x³): the same function, several times faster on a CPU."""
    A, B = 2 * math.sqrt(2 / math.pi), 2 * math.sqrt(2 / math.pi) * 0.044715

    @staticmethod
    def forward(ctx, x):
        gate = torch.sigmoid(torch.mul(x, x).mul_(TanhGelu.B).add_(TanhGelu.A).mul_(x))
        ctx.save_for_backward(x, gate)
        return x * gate

    @staticmethod
    def backward(ctx, gradient):
        x, gate = ctx.saved_tensors
        slope = torch.mul(x, x).mul_(3 * TanhGelu.B).add_(TanhGelu.A).mul_(x)
        return slope.mul_(1 - gate).add_(1).mul_(gate).mul_(gradient)


class Mlp(nn.Module):
    def __init__(self, width, hidden, gelu):
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)
        self.gelu = gelu

    def forward(self, x):
        return self.fc2(self.gelu(self.fc1(x)))


class PatchEmbed(nn.Module):
    """A convolution whose stride is its size; its output is a row-major list of tokens."""

    def __init__(self, patch, channels, width):
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch, stride=patch)

    def forward(self, x):
        n, channels, height, breadth = x.shape
        p = self.proj.kernel_size[0]
        patches = x.view(n, channels, height // p, p, breadth // p, p).permute(0, 2, 4, 1, 3, 5)
        return F.linear(patches.reshape(n, -1, channels * p * p), self.proj.weight.flatten(1), self.proj.bias)


def unpatchify(x, patch, channels):
    """Tokens of (row in patch, column in patch, channel) back to an image."""
    n, tokens, _ = x.shape
    side = int(round(tokens ** 0.5))
    x = x.view(n, side, side, patch, patch, channels).permute(0, 5, 1, 3, 2, 4)
    return x.reshape(n, channels, side * patch, side * patch)


# ---------------------------------------------------------------------------------------------------- DiT

def sincos_positions(width, side):
    """Fixed 2-D positions: the first half of the width tells the column, the second the row."""
    def one(position):
        omega = 1.0 / 10000 ** (np.arange(width // 4, dtype=np.float64) / (width / 4.0))
        angle = position.reshape(-1)[:, None] * omega[None]
        return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)

    column, row = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32))
    return np.concatenate([one(column), one(row)], axis=1)


class TimestepEmbedder(nn.Module):
    def __init__(self, width, frequencies=256):
        super().__init__()
        self.frequencies = frequencies
        self.mlp = nn.Sequential(nn.Linear(frequencies, width), nn.SiLU(), nn.Linear(width, width))

    def forward(self, t):
        return self.mlp(sinusoid(t, self.frequencies))


class LabelEmbedder(nn.Module):
    """One row per class, and one for "no class" where classes are dropped in training."""

    def __init__(self, classes, width, dropout):
        super().__init__()
        self.embedding_table = nn.Embedding(classes + (dropout > 0), width)

    def forward(self, y):
        return self.embedding_table(y)


def modulate(x, shift, scale):
    return torch.addcmul(shift[:, None], x, 1 + scale[:, None])


class DiTBlock(nn.Module):
    def __init__(self, width, heads, mlp_ratio):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, elementwise_affine=False, eps=1e-6)
        self.attn = Attention(width, heads, qkv_bias=True)
        self.norm2 = nn.LayerNorm(width, elementwise_affine=False, eps=1e-6)
        self.mlp = Mlp(width, int(width * mlp_ratio), TanhGelu.apply)
        self.adaLN_modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 6 * width))

    def forward(self, x, c):
        shift1, scale1, gate1, shift2, scale2, gate2 = self.adaLN_modulation(c).chunk(6, dim=1)
        x = torch.addcmul(x, gate1[:, None], self.attn(modulate(self.norm1(x), shift1, scale1)))
        return torch.addcmul(x, gate2[:, None], self.mlp(modulate(self.norm2(x), shift2, scale2)))


class FinalLayer(nn.Module):
    def __init__(self, width, patch, channels):
        super().__init__()
        self.norm_final = nn.LayerNorm(width, elementwise_affine=False, eps=1e-6)
        self.linear = nn.Linear(width, patch * patch * channels)
        self.adaLN_modulation = nn.Sequential(nn.SiLU(), nn.Linear(width, 2 * width))

    def forward(self, x, c):
        shift, scale = self.adaLN_modulation(c).chunk(2, dim=1)
        return self.linear(modulate(self.norm_final(x), shift, scale))


class DiT(nn.Module):
    def __init__(self, input_size, patch_size, in_channels, hidden_size, depth, num_heads, num_classes,
                 mlp_ratio=4.0, class_dropout_prob=0.1, learn_sigma=True):
        super().__init__()
        self.patch, self.channels = patch_size, in_channels * (2 if learn_sigma else 1)
        self.x_embedder = PatchEmbed(patch_size, in_channels, hidden_size)
        self.t_embedder = TimestepEmbedder(hidden_size)
        self.y_embedder = LabelEmbedder(num_classes, hidden_size, class_dropout_prob)
        positions = sincos_positions(hidden_size, input_size // patch_size)
        self.pos_embed = nn.Parameter(torch.from_numpy(positions).float()[None], requires_grad=False)
        self.blocks = nn.ModuleList(DiTBlock(hidden_size, num_heads, mlp_ratio) for _ in range(depth))
        self.final_layer = FinalLayer(hidden_size, patch_size, self.channels)
        self.initialize()

    def initialize(self):
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.xavier_uniform_(self.x_embedder.proj.weight.data.flatten(1))
        nn.init.zeros_(self.x_embedder.proj.bias)
        nn.init.normal_(self.y_embedder.embedding_table.weight, std=0.02)
        nn.init.normal_(self.t_embedder.mlp[0].weight, std=0.02)
        nn.init.normal_(self.t_embedder.mlp[2].weight, std=0.02)
        for gate in [*(block.adaLN_modulation[1] for block in self.blocks),
                     self.final_layer.adaLN_modulation[1], self.final_layer.linear]:
            nn.init.zeros_(gate.weight)
            nn.init.zeros_(gate.bias)

    def forward(self, x, t, y):
        x = self.x_embedder(x) + self.pos_embed
        c = self.t_embedder(t) + self.y_embedder(y)
        for block in self.blocks:
            x = block(x, c)
        return unpatchify(self.final_layer(x, c), self.patch, self.channels)


# -------------------------------------------------------------------------------------------------- U-ViT

class UViTBlock(nn.Module):
    def __init__(self, width, heads, mlp_ratio, qkv_bias, skip):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads, qkv_bias)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = Mlp(width, int(width * mlp_ratio), F.gelu)
        self.skip_linear = nn.Linear(2 * width, width) if skip else None

    def forward(self, x, skip=None):
        if self.skip_linear is not None:
            x = self.skip_linear(torch.cat([x, skip], dim=-1)).float()
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class UViT(nn.Module):
    def __init__(self, img_size, patch_size, in_chans, embed_dim, depth, num_heads, mlp_ratio=4.0,
                 qkv_bias=False, mlp_time_embed=False, num_classes=-1, conv=True, skip=True):
        super().__init__()
        self.patch, self.channels, self.width = patch_size, in_chans, embed_dim
        self.patch_embed = PatchEmbed(patch_size, in_chans, embed_dim)
        self.time_embed = nn.Sequential(
            nn.Linear(embed_dim, 4 * embed_dim), nn.SiLU(), nn.Linear(4 * embed_dim, embed_dim),
        ) if mlp_time_embed else nn.Identity()
        self.label_emb = nn.Embedding(num_classes, embed_dim) if num_classes > 0 else None
        self.extras = 2 if num_classes > 0 else 1
        tokens = self.extras + (img_size // patch_size) ** 2
        self.pos_embed = nn.Parameter(torch.zeros(1, tokens, embed_dim))

        def block(with_skip):
            return UViTBlock(embed_dim, num_heads, mlp_ratio, qkv_bias, with_skip)

        self.in_blocks = nn.ModuleList(block(False) for _ in range(depth // 2))
        self.mid_block = block(False)
        self.out_blocks = nn.ModuleList(block(skip) for _ in range(depth // 2))
        self.norm = nn.LayerNorm(embed_dim)
        self.decoder_pred = nn.Linear(embed_dim, patch_size * patch_size * in_chans)
        self.final_layer = nn.Conv2d(in_chans, in_chans, 3, padding=1) if conv else nn.Identity()
        self.initialize(img_size // patch_size)

    def initialize(self, side):
        """Not the published starting point: at this width its small weights take thousands of steps to part the
        positions. Patches start from the sin-cos positions of DiT, the convolution from the identity."""
        nn.init.trunc_normal_(self.pos_embed, std=0.02)
        self.pos_embed.data[0, self.extras:] += torch.from_numpy(sincos_positions(self.width, side)).float()
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.trunc_normal_(self.decoder_pred.weight, std=0.02)
        if isinstance(self.final_layer, nn.Conv2d):
            nn.init.dirac_(self.final_layer.weight)

    def forward(self, x, t, y=None):
        x = self.patch_embed(x)
        x = torch.cat([self.time_embed(sinusoid(t, self.width))[:, None], x], dim=1)
        if y is not None:
            x = torch.cat([self.label_emb(y)[:, None], x], dim=1)
        x = x + self.pos_embed
        skips = []
        for block in self.in_blocks:
            x = block(x)
            skips.append(x)
        x = self.mid_block(x)
        for block in self.out_blocks:
            x = block(x, skips.pop())
        x = self.decoder_pred(self.norm(x))[:, self.extras:]
        return self.final_layer(unpatchify(x, self.patch, self.channels))


# ------------------------------------------------------------------------------------- the embedded models

CONFIGS = {
    "dit": dict(input_size=32, patch_size=4, in_channels=1, hidden_size=128, depth=6, num_heads=4,
                num_classes=10, mlp_ratio=4.0, class_dropout_prob=0.1, learn_sigma=False),
    "uvit": dict(img_size=32, patch_size=4, in_chans=1, embed_dim=128, depth=6, num_heads=4, mlp_ratio=4,
                 qkv_bias=False, mlp_time_embed=False, num_classes=11, conv=True, skip=True),
}
NULL_LABEL = 10


def build(family, config=None):
    return {"dit": DiT, "uvit": UViT}[family](**(config or CONFIGS[family]))
