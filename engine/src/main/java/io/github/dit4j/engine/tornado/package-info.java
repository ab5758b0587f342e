/** Programs on TornadoVM: one task graph for each block, chained in one execution plan. */
package io.github.dit4j.engine.tornado;
