package io.github.dit4j.engine.op;

import io.github.dit4j.engine.tensor.Tensor;

/** What a {@link Op.Linear} does with its sum before it is stored. */
public sealed interface Epilogue {

    /** Stores the sum. */
    Epilogue NONE = new Activate(Activation.IDENTITY);

    /** Applies a function to the sum. */
    record Activate(Activation function) implements Epilogue {}

    /**
     * Adds the sum to the residual stream: {@code residual + sum}.
     *
     * @param residual same shape as the output
     */
    record Residual(Tensor residual) implements Epilogue {}

    /**
     * Adds the gated sum to the residual stream: {@code residual + gate · sum} (adaLN-Zero).
     *
     * @param residual {@code [batch, tokens, width]}, same shape as the output
     * @param gate {@code [batch, width]}, one row for all tokens of an image
     */
    record GatedResidual(Tensor residual, Slice gate) implements Epilogue {}
}
