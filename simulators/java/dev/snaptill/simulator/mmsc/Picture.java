package dev.snaptill.simulator.mmsc;

/**
 * A picture in a multimedia message.
 *
 * @param name file name, for Content-Location
 * @param contentType such as image/jpeg
 */
@SuppressWarnings("ArrayRecordComponent")
public record Picture(String name, String contentType, byte[] octets) {}
