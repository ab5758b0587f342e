package io.github.dit4j.tornado.linkage;

import io.github.dit4j.tornado.linkage.ApiSignatures.Member;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Methods that classes of the API inherit from the JDK, such as those of {@code Enum}. */
final class JdkMembers {

    private JdkMembers() {
    }

    static Optional<Set<String>> resolve(String owner, Member member) {
        if (!member.kind().equals("method")) {
            return Optional.empty();
        }
        try {
            return Arrays.stream(Class.forName(owner.replace('/', '.')).getMethods())
                    .filter(method -> method.getName().equals(member.name()))
                    .filter(method -> descriptor(method).equals(member.descriptor()))
                    .map(method -> Modifier.isStatic(method.getModifiers()) ? Set.of("static") : Set.of("-"))
                    .findFirst();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("supertype " + owner + " is neither TornadoVM's nor the JDK's", e);
        }
    }

    private static String descriptor(Method method) {
        var parameters = Arrays.stream(method.getParameterTypes()).map(type -> type.describeConstable().orElseThrow());
        return MethodTypeDesc.of(method.getReturnType().describeConstable().orElseThrow(), parameters.toList())
                .descriptorString();
    }
}
