package io.github.dit4j.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentFileTest {

    @Test
    void argumentsAreSeparatedByWhiteSpaceAndCommentsAreNone() {
        assertEquals(List.of("-server", "--module-path", "C:\\sdk\\modules", "-Xmx1g"),
                ArgumentFile.parse("# === modes ===\n-server # fast\n\n--module-path C:\\sdk\\modules\r\n\t-Xmx1g"));
    }

    @Test
    void quotesHoldAnArgumentTogether() {
        assertEquals(List.of("-Da=two words", "it's", "back\\slash", "a\tb", "joined", ""),
                ArgumentFile.parse("-Da=\"two words\" \"it's\" 'back\\\\slash' \"a\\tb\" \"joi\\\n   ned\" ''"));
    }

    @Test
    void whatIsWrittenIsRead() {
        List<String> arguments = List.of("-server", "a b", "#c", "C:\\d\\", "\"e\" 'f'", "g\nh", "");
        assertEquals(arguments, ArgumentFile.parse(ArgumentFile.format(arguments)));
    }
}
