package dev.snaptill.simulator.phone;

import dev.snaptill.simulator.carrier.CarrierSimulator;
import dev.snaptill.simulator.mmsc.MmscSimulator;
import dev.snaptill.simulator.mmsc.Picture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * The phones of one carrier. What they send goes to the short code, or straight to another of them.
 */
public final class Phones {
  private final CarrierSimulator carrier;
  private final MmscSimulator mmsc;
  private final String shortCode;
  private final Map<String, Phone> byNumber = Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<BiConsumer<Phone, PhoneMessage>> listeners = new CopyOnWriteArrayList<>();

  public Phones(CarrierSimulator carrier, MmscSimulator mmsc, String shortCode) {
    this.carrier = carrier;
    this.mmsc = mmsc;
    this.shortCode = shortCode;
    carrier.onMessage(m -> receive(m.to(), m.from(), m.text(), List.of()));
    mmsc.onMessage(
        m ->
            m.to()
                .forEach(
                    to -> receive(to, m.from(), withSubject(m.subject(), m.text()), m.pictures())));
  }

  /** The phone of this number, made if it is new. */
  public Phone add(String number, String name) {
    return byNumber.computeIfAbsent(number, any -> new Phone(number, name, this));
  }

  /** By number with or without its plus, or by name. */
  public Optional<Phone> find(String numberOrName) {
    String wanted = numberOrName.strip();
    return all().stream()
        .filter(
            phone ->
                phone.number().equals(wanted)
                    || phone.number().substring(1).equals(wanted)
                    || phone.name().equalsIgnoreCase(wanted))
        .findFirst();
  }

  public List<Phone> all() {
    synchronized (byNumber) {
      return new ArrayList<>(byNumber.values());
    }
  }

  public String shortCode() {
    return shortCode;
  }

  /** Told of every new or changed message; must not block. */
  public void onChange(BiConsumer<Phone, PhoneMessage> listener) {
    listeners.add(listener);
  }

  CompletableFuture<Boolean> sendText(Phone from, String to, String text) {
    PhoneMessage message = from.add(PhoneMessage.Direction.OUT, to, text, List.of());
    tell(from, message);
    Phone local = byNumber.get(to);
    if (local != null) {
      receive(to, from.number(), text, List.of());
      settle(from, message, true, "");
      return CompletableFuture.completedFuture(true);
    }
    return carrier
        .deliver(from.number(), to, text)
        .thenApply(
            status -> settle(from, message, status == 0, "SMPP 0x" + Integer.toHexString(status)));
  }

  CompletableFuture<Boolean> sendPictures(
      Phone from, String to, String text, List<Picture> pictures) {
    PhoneMessage message = from.add(PhoneMessage.Direction.OUT, to, text, pictures);
    tell(from, message);
    Phone local = byNumber.get(to);
    if (local != null) {
      receive(to, from.number(), text, pictures);
      settle(from, message, true, "");
      return CompletableFuture.completedFuture(true);
    }
    return mmsc.deliver(from.number(), to, "", text, pictures)
        .thenApply(
            outcome ->
                settle(
                    from,
                    message,
                    outcome.accepted(),
                    "HTTP %d, MM7 %d".formatted(outcome.httpStatus(), outcome.statusCode())));
  }

  private boolean settle(Phone phone, PhoneMessage message, boolean sent, String failure) {
    PhoneMessage.State state = sent ? PhoneMessage.State.SENT : PhoneMessage.State.FAILED;
    phone
        .settle(message.id(), state, sent ? "" : failure)
        .ifPresent(settled -> tell(phone, settled));
    return sent;
  }

  private void receive(String to, String from, String text, List<Picture> pictures) {
    Phone phone = byNumber.get(to);
    if (phone != null) {
      tell(phone, phone.add(PhoneMessage.Direction.IN, from, text, pictures));
    }
  }

  private void tell(Phone phone, PhoneMessage message) {
    listeners.forEach(listener -> listener.accept(phone, message));
  }

  private static String withSubject(String subject, String text) {
    return subject.isEmpty() ? text : text.isEmpty() ? subject : subject + "\n" + text;
  }
}
