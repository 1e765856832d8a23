/**
 * Reads the configuration tree once at the edge into typed values, with errors that name the key
 * and its range.
 */
@NullMarked
package dev.snaptill.config;

import org.jspecify.annotations.NullMarked;
