package dev.snaptill.bus;

/** A one-way address on the event bus and the type of what is sent there. */
public record Topic<T>(String address, Class<T> type) {}
