/** The operator: {@link dev.stator.operator.OperatorMain} reads the configuration and puts the rooms together. */
@NullMarked
package dev.stator.operator;

import org.jspecify.annotations.NullMarked;
