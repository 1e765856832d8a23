package dev.snaptill.operator;

/**
 * One line of the trail.
 *
 * @param entered milliseconds since 1970
 */
public record AuditEntry(
    long id, String actor, String act, String subject, String note, long entered) {}
