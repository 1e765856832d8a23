/**
 * SMS over SMPP 3.4: binds to carriers, takes and sends texts.
 *
 * <p>jsmpp does the session (bind, enquire_link, unbind) and composes PDUs. Messages and their
 * responses are taken off its reader before they reach its thread pool, so that none waits on a
 * thread: everything that changes state here runs on one event loop ({@link
 * dev.snaptill.channel.smpp.Loop}), everything that may block runs elsewhere.
 *
 * <pre>
 * jsmpp's reader thread ─ InterceptingReader ─ InboundDecoder ─▶ loop: Receiver ─▶ intake
 * loop: Carrier ─▶ Bind ─▶ SubmitWindow ─▶ Link ─▶ BatchedOutput's writer thread
 * </pre>
 */
@NullMarked
package dev.snaptill.channel.smpp;

import org.jspecify.annotations.NullMarked;
