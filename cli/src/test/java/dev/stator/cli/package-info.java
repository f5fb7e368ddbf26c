/** Tests of the command as a person calls it: words in, lines and an exit code out. */
@org.jspecify.annotations.NullMarked
package dev.stator.cli;
