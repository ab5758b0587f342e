"""Starts a U-ViT from a trained DiT of the same width: several times faster than from random weights.

    python3 start_uvit.py --dit build/dit/ema.pt --out build/uvit/start.pt

A DiT held at one timestep and without a label is a plain pre-norm transformer: its modulation folds into the affine
LayerNorms, its gates into the projections. That network becomes the U-ViT's blocks but the last, which starts as the
identity, as do the long skips and the convolution. What is left to learn is to heed the time and label tokens.
"""
import argparse

import torch

import networks


@torch.no_grad()
def fold_block(source, target, c):
    shift1, scale1, gate1, shift2, scale2, gate2 = source.adaLN_modulation(c)[0].chunk(6)
    query, _, value = source.attn.qkv.weight.chunk(3)
    query_bias, _, value_bias = source.attn.qkv.bias.chunk(3)
    # U-ViT has no qkv bias. The key's is lost in the softmax; the query's is put before the product, into the norm's
    # bias (ridge: without it the solution is large where the weights are small); the value's passes the attention.
    width = len(query_bias)
    moved = torch.linalg.solve(query.T @ query + 1e-2 * torch.eye(width), query.T @ query_bias)
    target.norm1.weight.copy_(1 + scale1)
    target.norm1.bias.copy_(shift1 + moved)
    target.attn.qkv.weight.copy_(source.attn.qkv.weight)
    target.attn.proj.weight.copy_(gate1[:, None] * source.attn.proj.weight)
    target.attn.proj.bias.copy_(gate1 * (source.attn.proj.weight @ (value_bias - value @ moved)
                                         + source.attn.proj.bias))
    target.norm2.weight.copy_(1 + scale2)
    target.norm2.bias.copy_(shift2)
    target.mlp.fc1.load_state_dict(source.mlp.fc1.state_dict())
    target.mlp.fc2.weight.copy_(gate2[:, None] * source.mlp.fc2.weight)
    target.mlp.fc2.bias.copy_(gate2 * source.mlp.fc2.bias)


@torch.no_grad()
def fold(dit, uvit, timestep):
    c = dit.t_embedder(torch.tensor([timestep])) + dit.y_embedder(torch.tensor([networks.NULL_LABEL]))
    blocks = [*uvit.in_blocks, uvit.mid_block, *uvit.out_blocks]
    for source, target in zip(dit.blocks, blocks):
        fold_block(source, target, c)
    for target in blocks[len(dit.blocks):]:
        for layer in (target.attn.proj, target.mlp.fc2):
            torch.nn.init.zeros_(layer.weight)
            torch.nn.init.zeros_(layer.bias)
    for block in uvit.out_blocks:
        block.skip_linear.weight.copy_(torch.eye(*block.skip_linear.weight.shape))
    shift, scale = dit.final_layer.adaLN_modulation(c)[0].chunk(2)
    uvit.norm.weight.copy_(1 + scale)
    uvit.norm.bias.copy_(shift)
    uvit.decoder_pred.load_state_dict(dit.final_layer.linear.state_dict())
    uvit.patch_embed.load_state_dict(dit.x_embedder.state_dict())
    uvit.pos_embed[:, uvit.extras:] = dit.pos_embed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dit", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--timestep", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    dit, uvit = networks.build("dit"), networks.build("uvit")
    dit.load_state_dict(torch.load(arguments.dit))
    fold(dit, uvit, arguments.timestep)
    torch.save(uvit.state_dict(), arguments.out)


if __name__ == "__main__":
    main()
