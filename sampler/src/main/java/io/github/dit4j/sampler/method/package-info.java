/**
 * The samplers: a sealed family of records, each of which takes a state one step further. They know the network as a
 * function only.
 */
package io.github.dit4j.sampler.method;
