@NullMarked
package dev.stator.operator.plan;

import org.jspecify.annotations.NullMarked;
