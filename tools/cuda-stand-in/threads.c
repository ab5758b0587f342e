#define _GNU_SOURCE
#include "threads.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { STACK_BYTES = 64 << 10 };

/* Saves the registers that a call keeps, and the stack with them; goes on with another. */
__asm__(".text\n.globl stand_in_switch\nstand_in_switch:\n"
        "push %rbp\npush %rbx\npush %r12\npush %r13\npush %r14\npush %r15\n"
        "mov %rsp, (%rdi)\nmov %rsi, %rsp\n"
        "pop %r15\npop %r14\npop %r13\npop %r12\npop %rbx\npop %rbp\nret\n");
void stand_in_switch(void **saved, void *to);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Host host;
static char *stacks;
static void *stack_of[MOST_THREADS], *caller;
static int threads, current, ended, has_ended[MOST_THREADS];
static int at_barrier, barriers, in_warp[LANES], steps_of_warp[LANES];
static const Kernel *running;
static void **arguments;

static void make_current(int thread) {
    current = thread;
    host.thread.x = thread % host.block_size.x;
    host.thread.y = thread / host.block_size.x % host.block_size.y;
    host.thread.z = thread / (host.block_size.x * host.block_size.y);
    host.lane = thread % LANES;
    host.registers = host.registers_of_warps[thread / LANES];
}

static void switch_to(int thread) {
    void **from = &stack_of[current];
    make_current(thread);
    stand_in_switch(from, stack_of[thread]);
}

static void let_another_run(void) {
    int next = current;
    do {
        next = (next + 1) % threads;
    } while (has_ended[next]);
    if (next != current) {
        switch_to(next);
    }
}

static void barrier(void) {
    int barrier = barriers;
    if (++at_barrier == threads) {
        at_barrier = 0;
        barriers++;
    }
    while (barrier == barriers) {
        let_another_run();
    }
}

/* Waits for the other lanes of the warp. */
static void meet(void) {
    int warp = current / LANES, step = steps_of_warp[warp];
    if (++in_warp[warp] == LANES) {
        in_warp[warp] = 0;
        steps_of_warp[warp]++;
    }
    while (step == steps_of_warp[warp]) {
        switch_to(warp * LANES + (current + 1) % LANES);
    }
}

static void thread_main(void) {
    running->call(arguments);
    has_ended[current] = 1;
    if (++ended == threads) {
        void *unused;
        stand_in_switch(&unused, caller);
    }
    let_another_run();
    abort();
}

static void run_block(void) {
    ended = at_barrier = 0;
    memset(in_warp, 0, sizeof in_warp);
    for (int i = 0; i < threads; i++) {
        has_ended[i] = 0;
        void **top = (void **) (stacks + (i + 1L) * STACK_BYTES - 64);
        *--top = 0; /* so that the stack is aligned as after a call */
        *--top = (void *) thread_main;
        stack_of[i] = top - 6; /* the registers that a switch takes from it */
        memset(stack_of[i], 0, 6 * sizeof(void *));
    }
    make_current(0);
    stand_in_switch(&caller, stack_of[0]);
}

void stand_in_connect(Host **of_kernel) {
    host.barrier = barrier;
    host.meet = meet;
    *of_kernel = &host;
}

void stand_in_run(const Kernel *kernel, Dim grid, Dim block, void **given) {
    pthread_mutex_lock(&lock);
    if (!stacks) {
        stacks = mmap(0, (long) MOST_THREADS * STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
    running = kernel;
    arguments = given;
    threads = block.x * block.y * block.z;
    host.block_size = block;
    host.grid_size = grid;
    for (host.block.z = 0; host.block.z < grid.z; host.block.z++) {
        for (host.block.y = 0; host.block.y < grid.y; host.block.y++) {
            for (host.block.x = 0; host.block.x < grid.x; host.block.x++) {
                run_block();
            }
        }
    }
    pthread_mutex_unlock(&lock);
}
