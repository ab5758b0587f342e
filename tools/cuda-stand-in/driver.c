/*
 * A stand-in for NVIDIA's driver (libcuda) and run-time compiler (libnvrtc), enough of both for TornadoVM 5.2's backends.
 *
 * Device memory is host memory. CUDA C is translated by translate.py, compiled for the processor, and run thread by thread:
 * see kernel.h and threads.h. PTX is not run; with STAND_IN_DUMP both are written to that folder.
 * Work in a captured stream is recorded and done when the graph is launched, as often as it is.
 *
 * Types are those of cuda.h and nvrtc.h, as far as their layout matters. Everything is done at once and in one thread at a
 * time, so that streams and events have nothing to do.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "threads.h"

enum { SUCCESS = 0, INVALID_IMAGE = 200, CAPTURE_UNSUPPORTED = 900, COMPILATION_FAILED = 6 };

typedef uintptr_t CUdeviceptr;

/* ---- Work, which is done at once or recorded ---- */

typedef struct Work {
    const Kernel *kernel; /* or a copy, if there is none */
    Dim grid, block;
    void **arguments;
    void *to;
    const void *from;
    size_t bytes;
    struct Work *next;
} Work;

static int capturing;
static Work *first, **last;

static void do_work(const Work *work) {
    if (work->kernel) {
        stand_in_run(work->kernel, work->grid, work->block, work->arguments);
    } else {
        memcpy(work->to, work->from, work->bytes);
    }
}

static int submit(Work work) {
    if (!capturing) {
        do_work(&work);
        return SUCCESS;
    }
    if (work.kernel) { /* arguments are taken over by value */
        void **copies = calloc(MOST_ARGUMENTS, sizeof(void *));
        for (int i = 0; work.kernel->sizes[i]; i++) {
            copies[i] = malloc(work.kernel->sizes[i]);
            memcpy(copies[i], work.arguments[i], work.kernel->sizes[i]);
        }
        work.arguments = copies;
    }
    *last = malloc(sizeof(Work));
    **last = work;
    last = &(*last)->next;
    return SUCCESS;
}

int cuLaunchKernel(const Kernel *kernel, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned sharedBytes, void *stream, void **parameters, void **extra) {
    if (!kernel->call) {
        return SUCCESS; /* of PTX */
    }
    return submit((Work) {.kernel = kernel, .grid = {gx, gy, gz}, .block = {bx, by, bz}, .arguments = parameters});
}

int cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, void *stream) {
    return submit((Work) {.to = (void *) to, .from = from, .bytes = bytes});
}

int cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, void *stream) {
    return submit((Work) {.to = to, .from = (void *) from, .bytes = bytes});
}

int cuMemcpyDtoD_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
    return submit((Work) {.to = (void *) to, .from = (void *) from, .bytes = bytes});
}

int cuStreamBeginCapture_v2(void *stream, int mode) {
    capturing = 1;
    first = 0;
    last = &first;
    return SUCCESS;
}

int cuStreamEndCapture(void *stream, Work **graph) {
    capturing = 0;
    *last = 0;
    *graph = first;
    return SUCCESS;
}

int cuStreamIsCapturing(void *stream, int *status) {
    *status = capturing;
    return SUCCESS;
}

int cuGraphInstantiateWithFlags(Work **executable, Work *graph, unsigned long long flags) {
    *executable = graph;
    return SUCCESS;
}

int cuGraphLaunch(Work *graph, void *stream) {
    for (; graph; graph = graph->next) {
        do_work(graph);
    }
    return SUCCESS;
}

/* ---- Memory: what was not written is no number ---- */

int cuMemAlloc_v2(CUdeviceptr *address, size_t bytes) {
    if (capturing) {
        return CAPTURE_UNSUPPORTED;
    }
    *address = (CUdeviceptr) aligned_alloc(256, (bytes + 255) / 256 * 256);
    memset((void *) *address, 0xFF, bytes);
    return SUCCESS;
}

int cuMemFree_v2(CUdeviceptr address) { free((void *) address); return SUCCESS; }
int cuMemAllocHost_v2(void **address, size_t bytes) { *address = malloc(bytes); return SUCCESS; }
int cuMemFreeHost(void *address) { free(address); return SUCCESS; }
int cuMemHostRegister_v2(void *address, size_t bytes, unsigned flags) { return SUCCESS; }
int cuMemHostUnregister(void *address) { return SUCCESS; }
int cuMemsetD8_v2(CUdeviceptr to, unsigned char value, size_t bytes) { memset((void *) to, value, bytes); return SUCCESS; }
int cuMemGetInfo_v2(size_t *free, size_t *all) { *free = *all = DEVICE_BYTES; return SUCCESS; }

/* ---- The device ---- */

int cuInit(unsigned flags) { return SUCCESS; }
int cuDriverGetVersion(int *version) { *version = 13000; return SUCCESS; }
int cuDeviceGetCount(int *count) { *count = 1; return SUCCESS; }
int cuDeviceGet(int *device, int index) { *device = index; return SUCCESS; }
int cuDeviceGetName(char *name, int size, int device) { strncpy(name, "stand-in", size); return SUCCESS; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = DEVICE_BYTES; return SUCCESS; }

int cuDeviceGetAttribute(int *value, int attribute, int device) {
    const char *given = getenv("STAND_IN_CAPABILITY");
    int capability = given ? atoi(given) : 90;
    switch (attribute) { /* CU_DEVICE_ATTRIBUTE_… */
        case 75: *value = capability / 10; break; /* COMPUTE_CAPABILITY_MAJOR */
        case 76: *value = capability % 10; break; /* COMPUTE_CAPABILITY_MINOR */
        case 1: case 2: case 3: *value = MOST_THREADS; break; /* MAX_THREADS_PER_BLOCK, MAX_BLOCK_DIM_X, _Y */
        case 4: *value = 64; break; /* MAX_BLOCK_DIM_Z */
        case 5: *value = INT32_MAX; break; /* MAX_GRID_DIM_X */
        case 6: case 7: *value = 65535; break; /* MAX_GRID_DIM_Y, _Z */
        case 8: *value = 48 << 10; break; /* MAX_SHARED_MEMORY_PER_BLOCK */
        case 9: *value = 64 << 10; break; /* TOTAL_CONSTANT_MEMORY */
        case 10: *value = LANES; break; /* WARP_SIZE */
        case 13: *value = 1500000; break; /* CLOCK_RATE */
        case 16: *value = 132; break; /* MULTIPROCESSOR_COUNT */
        default: *value = 1;
    }
    return SUCCESS;
}

static void *anything[1];
int cuCtxCreate_v4(void **context, void *how, unsigned flags, int device) { *context = anything; return SUCCESS; }
int cuCtxDestroy_v2(void *context) { return SUCCESS; }
int cuCtxSetCurrent(void *context) { return SUCCESS; }
int cuCtxSynchronize(void) { return SUCCESS; }
int cuCtxGetStreamPriorityRange(int *least, int *greatest) { *least = *greatest = 0; return SUCCESS; }
int cuStreamCreate(void **stream, unsigned flags) { *stream = anything; return SUCCESS; }
int cuStreamCreateWithPriority(void **stream, unsigned flags, int priority) { *stream = anything; return SUCCESS; }
int cuStreamDestroy_v2(void *stream) { return SUCCESS; }
int cuStreamSynchronize(void *stream) { return SUCCESS; }
int cuStreamWaitEvent(void *stream, void *event, unsigned flags) { return SUCCESS; }
int cuEventCreate(void **event, unsigned flags) { *event = anything; return SUCCESS; }
int cuEventDestroy_v2(void *event) { return SUCCESS; }
int cuEventElapsedTime_v2(float *milliseconds, void *from, void *to) { *milliseconds = 1; return SUCCESS; }
int cuEventQuery(void *event) { return SUCCESS; }
int cuEventRecord(void *event, void *stream) { return SUCCESS; }
int cuEventSynchronize(void *event) { return SUCCESS; }
int cuGetErrorName(int error, const char **name) { *name = "an error of the stand-in"; return SUCCESS; }
int cuGetErrorString(int error, const char **text) { return cuGetErrorName(error, text); }
int cuGraphDestroy(Work *graph) { return SUCCESS; }
int cuGraphExecDestroy(Work *graph) { return SUCCESS; }
int cuGraphExecUpdate_v2(Work *executable, Work *graph, void *result) { return CAPTURE_UNSUPPORTED; }
int cuOccupancyMaxPotentialBlockSize(int *grid, int *block, void *kernel, void *shared, size_t bytes, int limit) {
    *grid = 132;
    *block = 256;
    return SUCCESS;
}
int nvmlInit_v2(void) { return SUCCESS; }

/* ---- Modules and their compiler ---- */

typedef struct {
    char *source;
    char library[256]; /* the file with what was compiled of it */
} Program;

static void dump(const char *text, const char *kind) {
    static int number;
    char path[512];
    const char *folder = getenv("STAND_IN_DUMP");
    if (folder) {
        snprintf(path, sizeof path, "%s/%03d.%s", folder, number++, kind);
        FILE *file = fopen(path, "w");
        fputs(text, file);
        fclose(file);
    }
}

int cuModuleLoadDataEx(Kernel **module, const char *image, unsigned count, void *options, void *values) {
    *module = calloc(1, sizeof(Kernel));
    if (strncmp(image, LIBRARY_MARK, strlen(LIBRARY_MARK))) {
        dump(image, "ptx");
        return SUCCESS;
    }
    void *library = dlopen(image + strlen(LIBRARY_MARK), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "stand-in: %s\n", dlerror());
        return INVALID_IMAGE;
    }
    stand_in_connect(dlsym(library, "stand_in_host"));
    **module = (Kernel) {dlsym(library, "stand_in_call"), dlsym(library, "stand_in_sizes"), dlsym(library, "stand_in_name")};
    return SUCCESS;
}

int cuModuleLoadData(Kernel **module, const char *image) { return cuModuleLoadDataEx(module, image, 0, 0, 0); }
int cuModuleGetFunction(Kernel **kernel, Kernel *module, const char *name) { *kernel = module; return SUCCESS; }
int cuModuleUnload(Kernel *module) { return SUCCESS; }

int nvrtcVersion(int *major, int *minor) { *major = 13; *minor = 0; return SUCCESS; }
int nvrtcGetNumSupportedArchs(int *count) { *count = 1; return SUCCESS; }
int nvrtcGetSupportedArchs(int *archs) { *archs = 90; return SUCCESS; }
const char *nvrtcGetErrorString(int error) { return "an error of the stand-in"; }
int nvrtcGetProgramLog(Program *program, char *log) { *log = 0; return SUCCESS; }
int nvrtcGetProgramLogSize(Program *program, size_t *size) { *size = 1; return SUCCESS; }
int nvrtcDestroyProgram(Program **program) { free((*program)->source); free(*program); return SUCCESS; }

int nvrtcCreateProgram(Program **program, const char *source, const char *name, int count, const char **headers,
                       const char **includes) {
    *program = calloc(1, sizeof(Program));
    (*program)->source = strdup(source);
    return SUCCESS;
}

int nvrtcCompileProgram(Program *program, int count, const char **options) {
    dump(program->source, "cu");
    uint64_t hash = 0xcbf29ce484222325; /* FNV-1a: what was compiled before is found again */
    for (const char *c = program->source; *c; c++) {
        hash = (hash ^ (unsigned char) *c) * 0x100000001b3;
    }
    snprintf(program->library, sizeof program->library, STAND_IN_HOME "/build/kernels/%016lx.so", hash);
    if (access(program->library, R_OK) == 0) {
        return SUCCESS;
    }
    char command[1024];
    snprintf(command, sizeof command, "cd " STAND_IN_HOME " && ./compile.sh build/kernels/%016lx", hash);
    FILE *compiler = popen(command, "w");
    fputs(program->source, compiler);
    return pclose(compiler) == 0 ? SUCCESS : COMPILATION_FAILED;
}

int nvrtcGetCUBIN(Program *program, char *image) { strcpy(image, LIBRARY_MARK); strcat(image, program->library); return SUCCESS; }
int nvrtcGetCUBINSize(Program *program, size_t *size) {
    *size = strlen(LIBRARY_MARK) + strlen(program->library) + 1;
    return SUCCESS;
}
int nvrtcGetPTX(Program *program, char *image) { return nvrtcGetCUBIN(program, image); }
int nvrtcGetPTXSize(Program *program, size_t *size) { return nvrtcGetCUBINSize(program, size); }
