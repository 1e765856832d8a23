/** The program: main, subcommands and wiring. May know everything; nothing may know it. */
@NullMarked
package dev.snaptill;

import org.jspecify.annotations.NullMarked;
