package io.github.dit4j.tornado.sim;

import java.util.ArrayDeque;
import java.util.Deque;

/** Where several items wait until all of them have come: the barrier of a work-group, or a step of a warp. */
final class Meeting {

    final String place;
    final String what;
    final int size;
    final Deque<ItemScheduler.Worker> waiting = new ArrayDeque<>();
    /** How many of its items have ended, and will not come. */
    int ended;

    /**
     * Makes one.
     *
     * @param place whose items meet, for messages
     * @param what they meet at
     */
    Meeting(String place, String what, int size) {
        this.place = place;
        this.what = what;
        this.size = size;
    }
}
