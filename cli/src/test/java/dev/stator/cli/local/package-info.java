/** Tests of the decisions behind a local cluster, and of its supervisor with processes that do nothing. */
@org.jspecify.annotations.NullMarked
package dev.stator.cli.local;
