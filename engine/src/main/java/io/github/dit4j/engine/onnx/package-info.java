/**
 * Programs as ONNX: one more reader of the list of operations. {@link io.github.dit4j.engine.onnx.OnnxFile} writes the
 * file; {@code OnnxOperations} says each operation in ONNX's words.
 */
package io.github.dit4j.engine.onnx;
