/** The rules of the house, for the tests of all modules. Knows nothing of what they do. */
@NullMarked
package dev.stator.house;

import org.jspecify.annotations.NullMarked;
