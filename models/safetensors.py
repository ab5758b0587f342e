"""Reads and writes safetensors files: 8 bytes of header length, a JSON header, the data."""
import json
import struct

import numpy as np

_NAMES = {"F16": np.float16, "F32": np.float32, "F64": np.float64, "I64": np.int64, "I32": np.int32,
          "U8": np.uint8, "BOOL": np.bool_}


def load(path):
    """The tensors by name, and the metadata."""
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], _NAMES[entry["dtype"]]).reshape(entry["shape"]).copy()
    return tensors, metadata


def save(path, tensors, metadata):
    codes = {np.dtype(kind): code for code, kind in _NAMES.items()}
    header, chunks, at = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        chunk = np.ascontiguousarray(tensor).tobytes()
        header[name] = {"dtype": codes[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [at, at + len(chunk)]}
        chunks.append(chunk)
        at += len(chunk)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(chunks))
