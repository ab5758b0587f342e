package io.github.dit4j.tornado.linkage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints the signatures of the real TornadoVM API that the linkage tests compare with.
 *
 * <p>One line is printed for each public or protected class, field and method: owner, kind, flags, name,
 * descriptor. Only those classes are printed that the JVM edition has too, with their supertypes. To take
 * over another release, from {@code tornado-config/jvm-edition}:
 * <pre>
 * mvn -q compile
 * java src/test/java/io/github/dit4j/tornado/linkage/Signatures.java target/classes tornado-api-VERSION.jar \
 *     &gt; src/test/resources/io/github/dit4j/tornado/linkage/tornado-api.signatures
 * </pre>
 */
public final class Signatures {

    private Signatures() {
    }

    /** Takes the classes of the JVM edition and the jars of the real API. */
    public static void main(String[] arguments) throws IOException {
        Map<String, ClassModel> real = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            try (var jar = FileSystems.newFileSystem(Path.of(arguments[i]))) {
                classes(jar.getPath("/")).forEach(c -> real.put(c.thisClass().asInternalName(), c));
            }
        }
        Deque<String> wanted = classes(Path.of(arguments[0]))
                .map(c -> c.thisClass().asInternalName()).collect(Collectors.toCollection(ArrayDeque::new));
        Set<String> lines = new TreeSet<>();
        while (!wanted.isEmpty()) {
            ClassModel c = real.remove(wanted.pop());
            if (c != null && isVisible(c.flags().flags())) {
                print(c, lines);
                c.superclass().map(ClassEntry::asInternalName).ifPresent(wanted::add);
                c.interfaces().forEach(type -> wanted.add(type.asInternalName()));
            }
        }
        lines.forEach(System.out::println);
    }

    private static Stream<ClassModel> classes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class")).map(file -> {
                try {
                    return ClassFile.of().parse(Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).toList().stream();
        }
    }

    private static void print(ClassModel c, Set<String> lines) {
        String owner = c.thisClass().asInternalName();
        String interfaces = c.interfaces().stream().map(ClassEntry::asInternalName).collect(Collectors.joining(","));
        lines.add(owner + " class " + flags(c.flags().flags())
                + " extends " + c.superclass().map(ClassEntry::asInternalName).orElse("-")
                + (interfaces.isEmpty() ? "" : " implements " + interfaces));
        c.fields().stream().filter(field -> isVisible(field.flags().flags())).forEach(field -> lines.add(owner
                + " field " + flags(field.flags().flags()) + " " + field.fieldName() + " " + field.fieldType()));
        c.methods().stream().filter(method -> isVisible(method.flags().flags()))
                .filter(method -> !method.flags().has(AccessFlag.SYNTHETIC)).forEach(method -> lines.add(owner
                + " method " + flags(method.flags().flags()) + " " + method.methodName() + " " + method.methodType()));
    }

    private static boolean isVisible(Set<AccessFlag> flags) {
        return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
    }

    private static String flags(Set<AccessFlag> flags) {
        Set<AccessFlag> printed = Set.of(AccessFlag.STATIC, AccessFlag.FINAL, AccessFlag.ABSTRACT,
                AccessFlag.INTERFACE, AccessFlag.ENUM, AccessFlag.ANNOTATION, AccessFlag.VARARGS);
        String joined = flags.stream().filter(printed::contains).map(flag -> flag.name().toLowerCase())
                .sorted().collect(Collectors.joining(","));
        return joined.isEmpty() ? "-" : joined;
    }
}
