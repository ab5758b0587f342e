package io.github.dit4j.engine.tornado;

import io.github.dit4j.engine.device.Device;
import io.github.dit4j.engine.device.DeviceFeatures;
import io.github.dit4j.engine.lowering.KernelChoice;
import io.github.dit4j.engine.reference.ReferenceDevice;
import io.github.dit4j.engine.op.Activation;
import io.github.dit4j.engine.testing.Numbers;
import io.github.dit4j.engine.testing.OpCase;
import io.github.dit4j.engine.testing.OpCases;
import java.util.stream.Stream;

/**
 * Runs the kernels on a TornadoVM device at the shapes of published networks, and says how far each is from the portable
 * kernels as plain Java. Not a test: it wants a TornadoVM SDK on the module path.
 *
 * <p>Arguments: backend and device, {@code 0 0} by default.
 */
final class RealShapes {

    private RealShapes() {}

    public static void main(String[] arguments) {
        int backend = arguments.length < 2 ? 0 : Integer.parseInt(arguments[0]);
        int index = arguments.length < 2 ? 0 : Integer.parseInt(arguments[1]);
        var narrow = ChosenKernels.on(backend, index, made(1 << 20));
        var wide = ChosenKernels.on(backend, index, made(1));
        var portable = ChosenKernels.on(backend, index, KernelChoice.PORTABLE);
        System.out.println(narrow.description());
        System.out.printf("%-42s %-9s %12s %12s %9s%n", "operation", "kernels", "relative L2", "max/max", "ms*");
        int far = 0;
        for (OpCase operation : cases().toList()) {
            float[] expected = operation.runOn(new ReferenceDevice());
            far += compare(operation, "wide", wide, expected);
            if (operation.name().startsWith("linear")) {
                far += compare(operation, "narrow", narrow, expected);
            }
            far += compare(operation, "portable", portable, expected);
        }
        System.out.println("* compiling, sending and one run");
        System.out.println(far == 0 ? "all within 5e-6" : far + " further away than 5e-6");
        System.exit(far == 0 ? 0 : 1); // the runtime's threads are no daemons
    }

    /** All kernels made for GPUs, on a device with so many compute units that each is chosen in one form. */
    private static KernelChoice made(int computeUnits) {
        return KernelChoice.of(new DeviceFeatures(true, computeUnits, 48 << 10, 256, false, false), "gpu");
    }

    private static Stream<OpCase> cases() {
        return Stream.of(
                OpCases.linear(256, 384, 1152).filter(operation -> !operation.name().contains("without")), // DiT-S/2: qkv
                linear("GELU_TANH", 256, 384, 1536), // and MLP
                linear("gated", 256, 1536, 384),
                linear("GELU_ERF", 257, 512, 2048), // U-ViT-S: one token more
                linear("residual", 257, 2048, 512),
                linear("IDENTITY", 257, 1024, 512), // and its long skip
                linear("GELU_TANH", 64, 1152, 4608), // DiT-XL
                linear("IDENTITY", 1, 1152, 6912), // its modulation
                OpCases.attention(256, 256, 64, 6), // DiT-S/2
                OpCases.attention(257, 257, 64, 8), // U-ViT-S
                OpCases.attention(64, 64, 72, 16), // DiT-XL
                OpCases.attention(334, 77, 64, 8), // text of 77 tokens
                OpCases.layerNorm(256, 384),
                OpCases.layerNorm(257, 512),
                OpCases.layerNorm(64, 1152),
                Stream.of(
                        OpCases.groupNorm(32, 16, 32, 32, Activation.SILU), // Stable Diffusion's decoder, latents of 256×256
                        OpCases.groupNorm(32, 4, 256, 256, Activation.SILU),
                        OpCases.conv2d(512, 512, 32, 32, 3, 1, 1),
                        OpCases.conv2d(128, 3, 256, 256, 3, 1, 1),
                        OpCases.conv2d(128, 128, 64, 64, 3, 2, 0))).flatMap(operations -> operations);
    }

    private static Stream<OpCase> linear(String epilogue, int tokens, int in, int out) {
        return OpCases.linear(tokens, in, out).filter(operation -> operation.name().startsWith("linear " + epilogue));
    }

    /** Prints a line; 1 if the device is far away from what is expected. */
    private static int compare(OpCase operation, String kernels, Device device, float[] expected) {
        long start = System.nanoTime();
        float[] got;
        try {
            got = operation.runOn(device);
        } catch (RuntimeException e) {
            System.out.printf("%-42s %-9s %s%n", operation, kernels, e.getMessage());
            return 1;
        }
        double milliseconds = (System.nanoTime() - start) / 1e6;
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        double error = Numbers.relativeL2(expected, got);
        System.out.printf("%-42s %-9s %12.2e %12.2e %9.1f%n", operation, kernels, error,
                Numbers.maxAbs(expected, got) / largest, milliseconds);
        return error <= 5e-6 ? 0 : 1;
    }
}
