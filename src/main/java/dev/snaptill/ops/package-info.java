/** Metrics and health. Knows no feature. */
@NullMarked
package dev.snaptill.ops;

import org.jspecify.annotations.NullMarked;
