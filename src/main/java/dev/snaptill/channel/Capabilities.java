package dev.snaptill.channel;

/**
 * What a channel can carry.
 *
 * @param unsolicited whether it may write to someone who didn't write first
 * @param maxPictureBytes largest picture it can send, 0 if none
 */
public record Capabilities(
    boolean picturesIn, boolean picturesOut, boolean unsolicited, int maxPictureBytes) {}
