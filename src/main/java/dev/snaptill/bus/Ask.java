package dev.snaptill.bus;

/** A request–reply address on the event bus and the types of question and answer. */
public record Ask<Q, A>(String address, Class<Q> question, Class<A> answer) {}
