/** Where noise comes from. */
package io.github.dit4j.sampler.noise;
