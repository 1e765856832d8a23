/**
 * The journal writer, the read pool, the schema and the media store. Knows no feature's tables by
 * name.
 */
@NullMarked
package dev.snaptill.store;

import org.jspecify.annotations.NullMarked;
