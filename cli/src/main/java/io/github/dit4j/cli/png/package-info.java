/** Writing PNG files and reading the texts in them, without a display or a toolkit. */
package io.github.dit4j.cli.png;
