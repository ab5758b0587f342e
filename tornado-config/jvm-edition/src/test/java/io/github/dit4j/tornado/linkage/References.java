package io.github.dit4j.tornado.linkage;

import io.github.dit4j.tornado.linkage.ApiSignatures.Member;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.InterfaceMethodRefEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.invoke.MethodHandleInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All references of one class to the TornadoVM API. */
final class References {

    // Finds classes in descriptors, generic signatures and annotations alike.
    private static final Pattern API_TYPE = Pattern.compile("L(" + ApiSignatures.PREFIX + "[\\w/$]+)");

    private final ApiSignatures signatures;
    private final ClassModel user;
    private final Set<String> problems = new LinkedHashSet<>();

    References(ApiSignatures signatures, ClassModel user) {
        this.signatures = signatures;
        this.user = user;
    }

    List<String> problems() {
        user.constantPool().forEach(this::checkEntry);
        user.methods().forEach(method -> method.code().ifPresent(code -> code.forEach(this::checkInstruction)));
        String name = user.thisClass().asInternalName();
        return problems.stream().map(problem -> name + " uses " + problem).toList();
    }

    private void checkEntry(PoolEntry entry) {
        switch (entry) {
            case ClassEntry type -> checkClass(type.asInternalName());
            case Utf8Entry text -> {
                Matcher matcher = API_TYPE.matcher(text.stringValue());
                while (matcher.find()) {
                    checkType(matcher.group(1));
                }
            }
            case MethodHandleEntry handle -> checkReference(handle.reference(), isStatic(handle.kind()));
            case InvokeDynamicEntry call -> checkLambda(call);
            default -> { }
        }
    }

    private void checkInstruction(CodeElement element) {
        switch (element) {
            case InvokeInstruction call -> checkReference(call.method(), call.opcode() == Opcode.INVOKESTATIC);
            case FieldInstruction access -> checkReference(access.field(),
                    access.opcode() == Opcode.GETSTATIC || access.opcode() == Opcode.PUTSTATIC);
            default -> { }
        }
    }

    private static boolean isStatic(int kind) {
        return kind == MethodHandleInfo.REF_invokeStatic || kind == MethodHandleInfo.REF_getStatic
                || kind == MethodHandleInfo.REF_putStatic;
    }

    private void checkClass(String name) {
        String element = name.replaceFirst("^\\[+L(.*);$", "$1");
        if (element.startsWith(ApiLinkage.SIMULATOR)) {
            problems.add(element + ", which only the JVM edition may use");
        }
        if (element.startsWith(ApiSignatures.PREFIX)) {
            checkType(element);
        }
    }

    private void checkType(String name) {
        if (signatures.type(name).isEmpty()) {
            problems.add(name + ", which TornadoVM has not");
        }
    }

    private void checkReference(MemberRefEntry reference, boolean isStatic) {
        String owner = reference.owner().asInternalName();
        if (!owner.startsWith(ApiSignatures.PREFIX) || signatures.type(owner).isEmpty()) {
            return; // A missing class is reported once, by its own entry.
        }
        String descriptor = reference.type().stringValue();
        String kind = descriptor.startsWith("(") ? "method" : "field";
        check(signatures, new Member(owner, kind, reference.name().stringValue(), descriptor), isStatic)
                .ifPresent(problems::add);
        boolean throughInterface = reference instanceof InterfaceMethodRefEntry;
        boolean isInterface = signatures.type(owner).orElseThrow().isInterface();
        if (kind.equals("method") && throughInterface != isInterface) {
            problems.add(owner + " as " + (throughInterface ? "an interface" : "a class")
                    + ", but in TornadoVM it is the other");
        }
    }

    /** Checks the method that a lambda or a method reference implements. */
    private void checkLambda(InvokeDynamicEntry call) {
        String descriptor = call.type().stringValue();
        Matcher matcher = Pattern.compile("\\)L(" + ApiSignatures.PREFIX + "[\\w/$]+);$").matcher(descriptor);
        List<LoadableConstantEntry> arguments = call.bootstrap().arguments();
        if (matcher.find() && signatures.type(matcher.group(1)).isPresent()
                && arguments.getFirst() instanceof MethodTypeEntry method) {
            check(signatures, new Member(matcher.group(1), "method", call.name().stringValue(),
                    method.descriptor().stringValue()), false).ifPresent(problems::add);
        }
    }

    /** Returns what is wrong with a use of a member, if anything is. */
    static Optional<String> check(ApiSignatures signatures, Member member, boolean isStatic) {
        String text = member.owner() + "." + member.name() + " " + member.descriptor();
        Optional<Set<String>> flags = signatures.resolve(member);
        if (flags.isEmpty()) {
            return Optional.of(text + ": no such " + member.kind() + " in TornadoVM");
        }
        boolean reallyStatic = flags.get().contains("static");
        return reallyStatic == isStatic ? Optional.empty()
                : Optional.of(text + ": " + (reallyStatic ? "static" : "not static") + " in TornadoVM");
    }
}
