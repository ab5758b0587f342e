package uk.ac.manchester.tornado.api.enums;

/** How large the matrices are that one instruction of a tensor core multiplies: rows, columns and products of an element. */
public enum MMAShape {
    /** {@code [16, 16] · [16, 8]}, of halves. */
    M16N8K16("m16n8k16"),
    /** {@code [16, 32] · [32, 8]}, of bytes. */
    M16N8K32("m16n8k32");

    private final String ptxName;

    MMAShape(String ptxName) {
        this.ptxName = ptxName;
    }

    /** Returns what NVIDIA's assembly language calls it. */
    public String getPtxName() {
        return ptxName;
    }
}
