/** Where the tensors of a program lie: which buffers there are, and which activations share one. */
package io.github.dit4j.engine.memory;
