#!/bin/sh
# Makes build/libcuda.so.1 and the other names that TornadoVM loads it by. Wants a C compiler, on Linux on x86-64.
set -eu
cd "$(dirname "$0")"
mkdir -p build/kernels
${CC:-cc} -O2 -Wall -shared -fPIC -DSTAND_IN_HOME="\"$PWD\"" -o build/libcuda.so.1 driver.c threads.c -ldl -lpthread
ln -sf libcuda.so.1 build/libnvrtc.so.13
ln -sf libcuda.so.1 build/libnvidia-ml.so.1
