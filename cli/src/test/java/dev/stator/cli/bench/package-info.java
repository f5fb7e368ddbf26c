/** Tests of what a bench asks for and how it is told. */
@org.jspecify.annotations.NullMarked
package dev.stator.cli.bench;
