package io.github.dit4j.engine.op;

/** The element-wise functions of the networks. */
public enum Activation {
    /** x. */
    IDENTITY,
    /** The larger of x and 0. */
    RELU,
    /** x · σ(x). */
    SILU,
    /** ½x · (1 + tanh(√(2/π) · (x + 0.044715x³))), the GELU of DiT. */
    GELU_TANH,
    /** ½x · (1 + erf(x/√2)), the GELU of U-ViT. */
    GELU_ERF,
    /** x · σ(1.702x), the approximation of GELU that CLIP uses. */
    QUICK_GELU
}
