/** How much noise there is at which timestep, and which timesteps are visited. */
package io.github.dit4j.sampler.schedule;
