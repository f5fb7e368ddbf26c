/** Load on a store and its report: who asks what is decided purely, one client drives it, CPU is read from the kernel. */
@NullMarked
package dev.stator.cli.bench;

import org.jspecify.annotations.NullMarked;
