/** Who runs the gateway: roles, acts that need two people, and the trail of what was done. */
@NullMarked
package dev.snaptill.operator;

import org.jspecify.annotations.NullMarked;
