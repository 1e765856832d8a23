/** Standing authorisations: debits by the calendar and by designated item (patent P11). */
@NullMarked
package dev.snaptill.subscription;

import org.jspecify.annotations.NullMarked;
