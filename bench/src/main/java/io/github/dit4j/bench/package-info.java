/**
 * How fast dit4j is: JMH benchmarks of single operations at the shapes of published networks, and of the networks
 * themselves. {@code docs/performance.md} says how they are run.
 */
package io.github.dit4j.bench;
