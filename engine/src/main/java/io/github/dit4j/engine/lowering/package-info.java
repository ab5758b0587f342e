/**
 * From operations to kernels: which portable kernel an operation launches, with which arguments, and the arrays that
 * the arguments are. What a launch does is up to the device.
 */
package io.github.dit4j.engine.lowering;
