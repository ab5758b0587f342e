/** dit4j side by side with other runtimes: each is a device, so that it runs the same programs with the same weights. */
package io.github.dit4j.peers;
