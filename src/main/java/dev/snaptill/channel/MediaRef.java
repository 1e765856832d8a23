package dev.snaptill.channel;

/**
 * A picture kept in the media store; its bytes never travel on the bus.
 *
 * @param sha256 64 lower-case hexadecimal digits: the picture's name in the store
 * @param contentType as the sender declared it, or as sniffed; not to be trusted
 */
public record MediaRef(String sha256, int bytes, String contentType) {}
