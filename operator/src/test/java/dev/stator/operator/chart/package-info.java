/** The Helm chart: rendered here for those without Helm, and checked. */
@NullMarked
package dev.stator.operator.chart;

import org.jspecify.annotations.NullMarked;
