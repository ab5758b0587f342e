#!/bin/sh
# compile.sh NAME: makes NAME.so of the CUDA C on standard input.
set -eu
python3 translate.py > "$1.cpp"
${CXX:-clang++} -w -O1 -march=native -ffp-contract=off -I "$(dirname "$0")" -shared -fPIC -o "$1.tmp" "$1.cpp"
mv "$1.tmp" "$1.so"
