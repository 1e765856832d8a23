package dev.snaptill.channel;

/**
 * What {@link SendResult.Unknown} was: the other side had taken the message, and said so after
 * nobody waited any more.
 *
 * @param message the {@link OutboundMessage#id}
 */
public record LateAnswer(String channel, long message, SendResult.Accepted answer) {}
