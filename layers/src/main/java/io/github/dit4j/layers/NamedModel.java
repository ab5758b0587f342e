package io.github.dit4j.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A published network: the constructors at the end of DiT's and of SiT's {@code models.py}, and the files in U-ViT's
 * {@code configs/}.
 *
 * <p>DiT is named by size and patch and draws ImageNet at 256×256 pixels (latents 4×32×32); {@code dit-xl-2-512} is the
 * one for 512×512. SiT has the same at 256×256 ({@code sit-xl-2}). U-ViT is named likewise. Where two of its files have
 * one size and patch, the shorter name is that of the first in this table; each also answers to its name with the data set
 * behind it ({@code uvit-h-2-imagenet256}).
 *
 * <table>
 * <caption>U-ViT</caption>
 * <tr><th>name</th><th>data set</th><th>x</th><th>condition</th></tr>
 * <tr><td>uvit-s-2</td><td>cifar10</td><td>3×32×32 pixels</td><td>none</td></tr>
 * <tr><td>uvit-s-2-mscoco</td><td>mscoco</td><td>4×32×32 latents</td><td>77 text tokens</td></tr>
 * <tr><td>uvit-s-deep-2</td><td>mscoco</td><td>4×32×32 latents</td><td>77 text tokens</td></tr>
 * <tr><td>uvit-s-4</td><td>celeba64</td><td>3×64×64 pixels</td><td>none</td></tr>
 * <tr><td>uvit-m-4</td><td>imagenet64</td><td>3×64×64 pixels</td><td>1000 classes</td></tr>
 * <tr><td>uvit-l-2</td><td>imagenet256</td><td>4×32×32 latents</td><td>1000 classes or none</td></tr>
 * <tr><td>uvit-l-4</td><td>imagenet512</td><td>4×64×64 latents</td><td>1000 classes or none</td></tr>
 * <tr><td>uvit-l-4-imagenet64</td><td>imagenet64</td><td>3×64×64 pixels</td><td>1000 classes</td></tr>
 * <tr><td>uvit-h-2</td><td>imagenet256</td><td>4×32×32 latents</td><td>1000 classes or none</td></tr>
 * <tr><td>uvit-h-4</td><td>imagenet512</td><td>4×64×64 latents</td><td>1000 classes or none</td></tr>
 * </table>
 *
 * @param id what {@code --model} calls it
 * @param dataset what the published weights draw
 */
public record NamedModel(String id, String dataset, ModelConfig config) {

    /** Width, depth and heads, which a letter stands for. */
    private record Size(String letter, int width, int depth, int heads) {

        private String patch(int patch) {
            return letter + "-" + patch;
        }
    }

    private static final List<Size> DIT_SIZES = List.of(
            new Size("dit-s", 384, 12, 6),
            new Size("dit-b", 768, 12, 12),
            new Size("dit-l", 1024, 24, 16),
            new Size("dit-xl", 1152, 28, 16));

    private static final Size UVIT_S = new Size("uvit-s", 512, 12, 8);
    private static final Size UVIT_S_DEEP = new Size("uvit-s-deep", 512, 16, 8);
    private static final Size UVIT_M = new Size("uvit-m", 768, 16, 12);
    private static final Size UVIT_L = new Size("uvit-l", 1024, 20, 16);
    private static final Size UVIT_H = new Size("uvit-h", 1152, 28, 16);

    private static final Conditioning NONE = new Conditioning.None();
    private static final Conditioning LABEL = Conditioning.Classes.withoutNull(1000);
    private static final Conditioning LABEL_OR_NONE = Conditioning.Classes.withNull(1000);
    private static final Conditioning TEXT = new Conditioning.Text(77, 768);

    private static final List<NamedModel> ALL = table();

    private static List<NamedModel> table() {
        var all = new ArrayList<NamedModel>();
        for (Size size : DIT_SIZES) {
            for (int patch : new int[] {2, 4, 8}) {
                all.add(dit(size.patch(patch), "imagenet256", size, patch, 32));
            }
        }
        List<NamedModel> sit = all.stream().map(NamedModel::withFlow).toList();
        all.add(dit("dit-xl-2-512", "imagenet512", DIT_SIZES.getLast(), 2, 64));
        all.addAll(sit);
        all.add(pixels(UVIT_S, 2, "cifar10", 32, NONE));
        all.add(latents("uvit-s-2-mscoco", UVIT_S, 2, "mscoco", 32, TEXT, true));
        all.add(latents("uvit-s-deep-2", UVIT_S_DEEP, 2, "mscoco", 32, TEXT, true));
        all.add(pixels(UVIT_S, 4, "celeba64", 64, NONE));
        all.add(pixels(UVIT_M, 4, "imagenet64", 64, LABEL));
        all.add(latents("uvit-l-2", UVIT_L, 2, "imagenet256", 32, LABEL_OR_NONE, true));
        all.add(latents("uvit-l-4", UVIT_L, 4, "imagenet512", 64, LABEL_OR_NONE, true));
        all.add(uvit("uvit-l-4-imagenet64", UVIT_L, 4, "imagenet64", 64, 3, LABEL, true));
        all.add(latents("uvit-h-2", UVIT_H, 2, "imagenet256", 32, LABEL_OR_NONE, false));
        all.add(latents("uvit-h-4", UVIT_H, 4, "imagenet512", 64, LABEL_OR_NONE, false));
        return List.copyOf(all);
    }

    private static NamedModel dit(String id, String dataset, Size size, int patch, int latentSize) {
        return new NamedModel(id, dataset, new DiTConfig(latentSize, patch, 4, size.width, size.depth, size.heads,
                4, DiTConfig.CLASS_DROPOUT_PROB, 1000, true));
    }

    private static NamedModel withFlow(NamedModel dit) {
        return new NamedModel(dit.id.replace("dit-", "sit-"), dit.dataset, ((DiTConfig) dit.config).withFlow());
    }

    private static NamedModel pixels(Size size, int patch, String dataset, int imageSize, Conditioning conditioning) {
        return uvit(size.patch(patch), size, patch, dataset, imageSize, 3, conditioning, true);
    }

    private static NamedModel latents(
            String id, Size size, int patch, String dataset, int latentSize, Conditioning conditioning, boolean conv) {
        return uvit(id, size, patch, dataset, latentSize, 4, conditioning, conv);
    }

    private static NamedModel uvit(String id, Size size, int patch, String dataset, int imageSize, int channels,
            Conditioning conditioning, boolean conv) {
        return new NamedModel(id, dataset, new UViTConfig(imageSize, patch, channels, size.width, size.depth, size.heads,
                4, false, false, conditioning, conv, true));
    }

    /** All of them, in the order of the publications. */
    public static List<NamedModel> all() {
        return ALL;
    }

    /**
     * The model of this name, in the spelling of the command line ({@code dit-xl-2}) or of the papers ({@code DiT-XL/2}).
     *
     * @throws ModelException if there is none; the message lists the names
     */
    public static NamedModel of(String name) {
        return find(name).orElseThrow(() -> new ModelException("there is no model size " + name + "; there are "
                + String.join(", ", ALL.stream().map(NamedModel::id).toList())));
    }

    /** As {@link #of}, or nothing if there is none. */
    public static Optional<NamedModel> find(String name) {
        String wanted = name.toLowerCase(Locale.ROOT).replace('/', '-').replace('_', '-').replace("u-vit", "uvit");
        return ALL.stream().filter(model -> model.isCalled(wanted)).findFirst();
    }

    private boolean isCalled(String wanted) {
        return wanted.equals(id) || wanted.equals(id + "-" + dataset);
    }
}
