/** The REST face for payees and operators. */
@NullMarked
package dev.snaptill.api;

import org.jspecify.annotations.NullMarked;
