/*
 * CUDA C for the processor, as far as TornadoVM 5.2 generates it. The instructions that it writes in assembly are functions
 * here, after the PTX manual: ldmatrix ("Warp-level matrix load instruction") and mma.m16n8k16 ("Matrix Fragments for
 * mma.m16n8k16 with floating point type").
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

extern "C" Host *stand_in_host;

#define threadIdx stand_in_host->thread
#define blockIdx stand_in_host->block
#define blockDim stand_in_host->block_size
#define gridDim stand_in_host->grid_size
#define __syncthreads() stand_in_host->barrier()
#define __global__
#define __shared__ alignas(16) static /* blocks run one after another */

typedef _Float16 __half;

static inline __half __float2half(float x) { return (_Float16) x; }
static inline float __half2float(__half x) { return x; }
static inline unsigned short __half_as_ushort(__half x) { return __builtin_bit_cast(unsigned short, x); }
static inline int min(int a, int b) { return a < b ? a : b; }
static inline int max(int a, int b) { return a > b ? a : b; }
static inline float rsqrt(float x) { return 1 / sqrtf(x); }

/* Addresses in shared memory have 32 bits: how far from here. */
static char stand_in_shared[16];
static inline unsigned shared_address(const void *p) { return (unsigned) ((const char *) p - stand_in_shared); }
static inline const char *shared_pointer(unsigned address) { return stand_in_shared + (int) address; }

/* Loads matrices of 8 by 8 halves. Lane 8m + r gives the address of row r of matrix m, which must be a multiple of 16. */
static inline void load_matrices(int count, bool transposed, unsigned *result, unsigned address) {
    unsigned (*of)[REGISTERS] = stand_in_host->registers;
    int lane = stand_in_host->lane;
    of[lane][0] = address;
    stand_in_host->meet();
    for (int m = 0; m < count; m++) {
        unsigned short pair[2];
        for (int i = 0; i < 2; i++) {
            int row = transposed ? lane % 4 * 2 + i : lane / 4;
            int column = transposed ? lane / 4 : lane % 4 * 2 + i;
            const char *from = shared_pointer(of[8 * m + row][0]);
            if ((uintptr_t) from % 16) {
                fprintf(stderr, "stand-in: ldmatrix at %p, no multiple of 16\n", from);
                abort();
            }
            memcpy(&pair[i], from + 2 * column, 2);
        }
        result[m] = pair[0] | (unsigned) pair[1] << 16;
    }
    stand_in_host->meet(); /* before another step shows something else */
}

static inline float half_of(unsigned word, int which) {
    return __builtin_bit_cast(_Float16, (unsigned short) (which ? word >> 16 : word));
}

/* d = a · b + c, a [16, 16] and b [16, 8] of halves. */
static inline void multiply(float *d, const unsigned *a, const unsigned *b, const float *c) {
    unsigned (*of)[REGISTERS] = stand_in_host->registers;
    int lane = stand_in_host->lane;
    memcpy(of[lane], a, 4 * sizeof(unsigned));
    memcpy(of[lane] + 4, b, 2 * sizeof(unsigned));
    stand_in_host->meet();
    float sums[4];
    for (int i = 0; i < 4; i++) {
        int row = lane / 4 + (i >= 2 ? 8 : 0), column = lane % 4 * 2 + i % 2;
        sums[i] = c[i];
        for (int k = 0; k < 16; k++) {
            unsigned of_a = of[row % 8 * 4 + k % 8 / 2][(k >= 8 ? 2 : 0) + (row >= 8 ? 1 : 0)];
            unsigned of_b = of[column * 4 + k % 8 / 2][4 + (k >= 8 ? 1 : 0)];
            sums[i] += half_of(of_a, k % 2) * half_of(of_b, k % 2);
        }
    }
    stand_in_host->meet();
    memcpy(d, sums, sizeof sums);
}
