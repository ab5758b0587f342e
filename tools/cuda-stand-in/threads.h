/* The threads of a grid, as coroutines: blocks one after another, the threads of a block by turns. */
#ifndef THREADS_H
#define THREADS_H

#include "host.h"

/* A compiled kernel. */
typedef struct {
    void (*call)(void **arguments);
    int *sizes; /* of the arguments in bytes; 0 after the last */
    const char *name;
} Kernel;

enum { MOST_THREADS = 1024, LANES = 32 };

/* Gives a library of a kernel its place and its barriers. */
void stand_in_connect(Host **host);

/* Runs a kernel to its end. */
void stand_in_run(const Kernel *kernel, Dim grid, Dim block, void **arguments);

#endif
