package io.github.dit4j.tornado.linkage;

import io.github.dit4j.tornado.linkage.ApiSignatures.Member;
import io.github.dit4j.tornado.linkage.ApiSignatures.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks compiled classes against the real TornadoVM API, so that what compiles and runs against the JVM
 * edition links against TornadoVM as well.
 */
public final class ApiLinkage {

    /** The package of the simulated device, which only the JVM edition may use. */
    static final String SIMULATOR = "io/github/dit4j/tornado/sim/";

    private final ApiSignatures signatures = ApiSignatures.load();

    /** Returns all classes of the directory or jar that a class was loaded from. */
    static List<ClassModel> classesBeside(Class<?> type) {
        return classes(type.getProtectionDomain().getCodeSource().getLocation());
    }

    /** Returns the classes of dit4j on the class path that must link against TornadoVM. */
    public static List<ClassModel> usersOnClassPath() {
        String root = "io/github/dit4j/";
        List<ClassModel> users = new ArrayList<>();
        try {
            for (URL url : Collections.list(ApiLinkage.class.getClassLoader().getResources(root))) {
                String location = url.toString().replaceFirst("^jar:", "").replaceFirst("!?/" + root + "$", "");
                users.addAll(classes(URI.create(location).toURL()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        users.removeIf(c -> {
            String name = c.thisClass().asInternalName();
            return !name.startsWith(root) || name.startsWith(SIMULATOR);
        });
        return users;
    }

    private static List<ClassModel> classes(URL location) {
        try {
            Path path = Path.of(location.toURI());
            if (Files.isDirectory(path)) {
                return parse(path);
            }
            try (var jar = FileSystems.newFileSystem(path)) {
                return parse(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<ClassModel> parse(Path root) throws IOException {
        List<ClassModel> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                classes.add(ClassFile.of().parse(Files.readAllBytes(file)));
            }
        }
        return classes;
    }

    /**
     * Returns what in a class of the user does not link against TornadoVM: classes, fields and methods
     * that it lacks, has with another descriptor, static where they are not, or of a class where they are
     * of an interface; and uses of the simulated device, which is not there beside TornadoVM.
     */
    public List<String> unresolved(ClassModel user) {
        return new References(signatures, user).problems();
    }

    /**
     * Returns what a class of the JVM edition has that the real API lacks. Its own private members, and
     * those of its package, do not count; a class of its package does, for beside TornadoVM it is hidden.
     */
    public List<String> additions(ClassModel edition) {
        String name = edition.thisClass().asInternalName();
        List<String> problems = new ArrayList<>();
        Type real = signatures.type(name).orElse(null);
        if (real == null) {
            problems.add(name + ": no such public class in TornadoVM");
            return problems;
        }
        Set<AccessFlag> flags = edition.flags().flags();
        if (flags.contains(AccessFlag.INTERFACE) != real.isInterface()) {
            problems.add(name + ": " + (real.isInterface() ? "an interface" : "a class") + " in TornadoVM");
        }
        String superclass = edition.superclass().map(ClassEntry::asInternalName).orElse("-");
        if (!superclass.equals(real.superclass())) {
            problems.add(name + ": extends " + superclass + ", in TornadoVM " + real.superclass());
        }
        for (ClassEntry type : edition.interfaces()) {
            if (!real.interfaces().contains(type.asInternalName())) {
                problems.add(name + ": does not implement " + type.asInternalName() + " in TornadoVM");
            }
        }
        edition.fields().forEach(field -> checkDeclared(problems, field.flags().flags(),
                new Member(name, "field", field.fieldName().stringValue(), field.fieldType().stringValue())));
        edition.methods().forEach(method -> checkDeclared(problems, method.flags().flags(),
                new Member(name, "method", method.methodName().stringValue(), method.methodType().stringValue())));
        return problems;
    }

    private void checkDeclared(List<String> problems, Set<AccessFlag> flags, Member member) {
        boolean visible = flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
        if (visible && !flags.contains(AccessFlag.SYNTHETIC)) {
            References.check(signatures, member, flags.contains(AccessFlag.STATIC)).ifPresent(problems::add);
        }
    }
}
