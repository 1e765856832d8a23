package dev.snaptill.operator;

import java.time.Instant;

/**
 * An act that two people have to want: one proposes it, another approves it, and only then it is
 * done.
 *
 * @param act what it is, such as {@code payment.resolve}; names the {@link Approvable}
 * @param subject the id of what it is about
 * @param content JSON, understood by the act alone
 */
public record Approval(
    long id, String act, String subject, String content, String proposedBy, Instant proposedAt) {}
