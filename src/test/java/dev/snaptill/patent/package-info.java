/** One test class for each row of what the patent demands, over real wires. */
package dev.snaptill.patent;
