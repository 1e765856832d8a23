package dev.snaptill.subscription;

import dev.snaptill.outbox.Say;
import dev.snaptill.outbox.Texts;
import dev.snaptill.value.Money;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people read of subscriptions. */
public final class Wording {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter TIME_ZH = DateTimeFormatter.ofPattern("M月d日HH:mm");

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter DAY_ZH = DateTimeFormatter.ofPattern("M月d日");

  private Wording() {}

  static String time(Instant time, ZoneId zone, String language) {
    return (language.equals("zh") ? TIME_ZH : TIME).format(time.atZone(zone));
  }

  /**
   * What a payer agrees to: {@code every month 30.00 CNY, first on 24 Nov}, {@code up to 20.00 CNY
   * for each coffee}.
   */
  public static String terms(
      Plan plan, Money amount, @Nullable String item, Instant first, String language) {
    return item == null
        ? Texts.say(
            Say.valueOf("EVERY_" + plan.period()),
            language,
            Texts.amount(amount, language),
            (language.equals("zh") ? DAY_ZH : DAY).format(first.atZone(plan.zone())))
        : Texts.say(Say.EVERY_ITEM, language, Texts.amount(amount, language), Texts.plain(item));
  }

  /** The same of a subscription, shorter: {@code 30.00 CNY a month}. */
  public static String brief(Subscription s, String language) {
    String item = s.item();
    return Texts.say(
        Say.valueOf("BRIEF_" + s.period()),
        language,
        Texts.amount(s.amount(), language),
        item == null ? "" : Texts.plain(item));
  }
}
