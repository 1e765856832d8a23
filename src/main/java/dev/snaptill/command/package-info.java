/** What a text means: one grammar, English and Chinese. */
@NullMarked
package dev.snaptill.command;

import org.jspecify.annotations.NullMarked;
