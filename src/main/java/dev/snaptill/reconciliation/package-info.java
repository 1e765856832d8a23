/** Our books against the banks' day files, what differs between them, and payout files. */
@NullMarked
package dev.snaptill.reconciliation;

import org.jspecify.annotations.NullMarked;
