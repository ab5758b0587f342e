/** Whether a device computes whole networks as published code does. */
package io.github.dit4j.layers.check;
