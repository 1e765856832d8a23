/**
 * The seeded simulation: the gateway's own actors, journal and SQL on a simulated clock, between
 * simulated banks and phones, with faults and crashes that are a function of the seed.
 */
package dev.snaptill.simulation;
