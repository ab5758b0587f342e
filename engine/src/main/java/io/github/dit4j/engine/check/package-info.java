/** Whether a device computes what it should: its operations, one by one, beside the portable kernels. */
package io.github.dit4j.engine.check;
