package io.github.dit4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.dit4j.engine.testing.Goldens;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README tells people to type works. */
class ReadmeTest {
    private static final Path PROJECT = Goldens.folder().getParent();

    private static String readme() throws IOException {
        return Files.readString(PROJECT.resolve("README.md"));
    }

    @Test
    void theJavaExampleCompilesAndDraws(@TempDir Path folder) throws Exception {
        var block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
        assertTrue(block.find(), "the README has no Java example");
        Path picture = folder.resolve("sevens.png");
        String example = block.group(1)
                .replace("models/digits-uvit.safetensors", slashes(PROJECT.resolve("models/digits-uvit.safetensors")))
                .replace("sevens.png", slashes(picture));
        Path source = folder.resolve("Example.java");
        Files.writeString(source, example.replaceAll("(?m)^(?!import|$)", "        ")
                .replaceFirst("(?m)^ {8}(?=try)", "class Example {\n    static void run() throws Exception {\n        ")
                + "    }\n}\n");
        var messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(new PrintWriter(messages), null, null,
                        List.of("-d", folder.toString(), "-classpath", System.getProperty("java.class.path")), null,
                        ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)
                                .getJavaFileObjects(source))
                .call();
        assertTrue(compiled, messages::toString);
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            var run = loader.loadClass("Example").getDeclaredMethod("run");
            run.setAccessible(true);
            run.invoke(null);
        }
        assertEquals(2 * 32 + 2, ImageIO.read(picture.toFile()).getWidth());
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    static Stream<String> commands() throws IOException {
        return Pattern.compile("(?m)^\\./dit4j ([^#\n]*)").matcher(readme()).results().map(MatchResult::group);
    }

    /** With --help nothing is run, and options that do not exist are still refused. */
    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsUnderstood(String line) {
        List<Object> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
        words.set(0, words.get(1));
        words.set(1, "--help");
        Cli.Run run = Cli.run(words.toArray());
        assertEquals(ExitCode.OK, run.exit(), () -> line + ": " + run.err());
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        for (String link : Pattern.compile("\\]\\((?!http|#)([^)]+)\\)").matcher(readme()).results()
                .map(match -> match.group(1)).toList()) {
            assertTrue(Files.exists(PROJECT.resolve(link)), "README.md leads to " + link + ", which is not there");
        }
    }
}
