package io.github.dit4j.tornado.linkage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The classes and members of the real TornadoVM API, as {@link Signatures} printed them. */
final class ApiSignatures {

    /** The part of an internal class name that marks it as TornadoVM's. */
    static final String PREFIX = "uk/ac/manchester/tornado/";

    /** A class: its flags, its superclass and its interfaces. */
    record Type(Set<String> flags, String superclass, List<String> interfaces) {

        boolean isInterface() {
            return flags.contains("interface");
        }
    }

    /** A field or method of a class, by name and descriptor. */
    record Member(String owner, String kind, String name, String descriptor) {
    }

    private final Map<String, Type> types = new HashMap<>();
    private final Map<Member, Set<String>> members = new HashMap<>();

    private ApiSignatures() {
    }

    /**
     * Reads the signatures that this project keeps.
     *
     * @throws IllegalArgumentException if a line is none of a class, a field or a method
     */
    static ApiSignatures load() {
        ApiSignatures signatures = new ApiSignatures();
        var resource = Objects.requireNonNull(ApiSignatures.class.getResourceAsStream("tornado-api.signatures"));
        try (var reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            reader.lines().forEach(signatures::parse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return signatures;
    }

    private void parse(String line) {
        String[] words = line.split(" ");
        Set<String> flags = Set.of(words[2].split(","));
        switch (words[1]) {
            case "class" -> types.put(words[0], new Type(flags, words[4],
                    words.length > 6 ? Arrays.asList(words[6].split(",")) : List.of()));
            case "field", "method" -> members.put(new Member(words[0], words[1], words[3], words[4]), flags);
            default -> throw new IllegalArgumentException("not a signature: " + line);
        }
    }

    Optional<Type> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** Returns the flags of a member as a reference to it finds it: in its class or a supertype. */
    Optional<Set<String>> resolve(Member member) {
        Set<String> flags = members.get(member);
        if (flags != null) {
            return Optional.of(flags);
        }
        if (member.name().equals("<init>")) {
            return Optional.empty();
        }
        return supertypes(member.owner()).stream()
                .map(owner -> owner.startsWith(PREFIX)
                        ? resolve(new Member(owner, member.kind(), member.name(), member.descriptor()))
                        : JdkMembers.resolve(owner, member))
                .flatMap(Optional::stream).findFirst();
    }

    private List<String> supertypes(String name) {
        Type type = types.get(name);
        if (type == null) {
            return List.of();
        }
        List<String> supertypes = new ArrayList<>(type.interfaces());
        supertypes.add(type.superclass());
        return supertypes;
    }
}
