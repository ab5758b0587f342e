/* What a kernel, compiled for the processor, and the driver that runs it know of each other. */
#ifndef HOST_H
#define HOST_H

#define LIBRARY_MARK "stand-in:"
#define DEVICE_BYTES (6UL << 30)

enum { MOST_ARGUMENTS = 32, MOST_WARPS = 32, REGISTERS = 8 };

typedef struct {
    unsigned x, y, z;
} Dim;

/* The place of the thread that runs, and how it waits for others. */
typedef struct {
    Dim thread, block, block_size, grid_size;
    int lane;
    unsigned (*registers)[REGISTERS]; /* of the lanes of its warp: what they show each other */
    unsigned registers_of_warps[MOST_WARPS][32][REGISTERS];
    void (*barrier)(void); /* for the block */
    void (*meet)(void);    /* for the warp */
} Host;

#endif
