package dev.snaptill.qr;

import java.time.Duration;

/**
 * One stage's part in the reading of a picture.
 *
 * @param stage its name
 * @param took by the wall clock
 * @param found how many texts it read that none before it had
 */
public record Step(String stage, Duration took, int found) {}
