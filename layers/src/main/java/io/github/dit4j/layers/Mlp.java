package io.github.dit4j.layers;

import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.op.BlockBuilder;
import io.github.dit4j.engine.op.Epilogue;
import io.github.dit4j.engine.tensor.Tensor;

/**
 * The perceptron of a transformer block: {@code mlp.fc1}, a function, {@code mlp.fc2}.
 *
 * @param hidden elements between the two
 */
record Mlp(int hidden, Activation function) {

    /**
     * Applies it to each token of {@code [batch, tokens, width]}.
     *
     * @param residual how the result joins the residual stream
     * @return {@code [batch, tokens, width]}
     */
    Tensor apply(BlockBuilder block, Tensor x, Epilogue residual) {
        Tensor h = block.linear("mlp.fc1", x, hidden, new Epilogue.Activate(function));   // [N, T, hidden]
        return block.linear("mlp.fc2", h, x.shape().width(), residual);   // [N, T, D]
    }
}
