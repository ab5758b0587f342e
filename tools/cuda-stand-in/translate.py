"""Turns a kernel of TornadoVM's CUDA backend, on standard input, into C++ for the processor: see kernel.h."""

import re
import sys


def operands(assembly):
    """The C expressions in an asm statement, results first."""
    return re.findall(r'"=?[rfl]"\(((?:[^()]|\([^()]*\))*)\)', assembly)


def instruction(assembly):
    """A call in the place of an asm statement."""
    given = operands(assembly)
    arrays = [expression.split("[")[0] for expression in given]
    if "cvta.to.shared" in assembly:
        return f"{given[0]} = shared_address({given[1]});"
    if "ldmatrix" in assembly:
        count = 4 if ".x4." in assembly else 2
        return f"load_matrices({count}, {'true' if '.trans.' in assembly else 'false'}, {arrays[0]}, {given[count]});"
    if "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32" in assembly:
        return f"multiply({arrays[0]}, {arrays[4]}, {arrays[8]}, {arrays[10]});"
    sys.exit("no translation of " + assembly.strip())


source = sys.stdin.read().replace("#include <cuda_fp16.h>", "")
lines = [instruction(line) if "asm volatile" in line else line for line in source.split("\n")]
name, parameters = re.search(r'extern "C" __global__ void (\w+)\(([^)]*)\)', source).groups()
types = [re.sub(r"\w+$", "", parameter).strip() for parameter in parameters.split(",")]
print('#include "kernel.h"')
print("\n".join(lines))
print(f"""extern "C" {{
Host *stand_in_host;
int stand_in_sizes[] = {{{", ".join(f"sizeof({t})" for t in types)}, 0}};
char stand_in_name[] = "{name}";
void stand_in_call(void **p) {{ {name}({", ".join(f"*({t} *) p[{i}]" for i, t in enumerate(types))}); }}
}}""")
