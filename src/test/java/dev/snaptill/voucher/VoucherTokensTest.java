package dev.snaptill.voucher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoucherTokensTest {
  private static final VoucherTokens TOKENS = new VoucherTokens(new Vault(new byte[32]));

  private static Voucher voucher(long id, Price price, @Nullable NamedPayer payer) {
    Terms terms = Terms.plain("", 1);
    return new Voucher(
        id,
        2,
        22,
        price,
        payer == null ? terms : terms.dedicatedTo(payer),
        Voucher.State.ACTIVE,
        0,
        0,
        0,
        Instant.EPOCH,
        Instant.EPOCH,
        0,
        "1234");
  }

  private static Voucher simple(long id) {
    return voucher(id, new Price.Fixed(new Money(1250, "CNY")), null);
  }

  @Provide
  static Arbitrary<Voucher> vouchers() {
    Arbitrary<Long> ids = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<Price> prices =
        Combinators.combine(
                Arbitraries.longs().between(1, 1_000_000_000),
                Arbitraries.longs().between(0, 1_000_000_000),
                Arbitraries.of("CNY", "JPY", "KWD"),
                Arbitraries.of(true, false))
            .as(
                (least, more, currency, fixed) ->
                    fixed
                        ? new Price.Fixed(new Money(least, currency))
                        : new Price.Chosen(
                            new Money(least, currency), new Money(least + more, currency)));
    Arbitrary<Optional<NamedPayer>> payers =
        Arbitraries.oneOf(
            Arbitraries.just(Optional.<NamedPayer>empty()),
            ids.map(id -> Optional.<NamedPayer>of(new NamedPayer.Party(id))),
            Arbitraries.strings()
                .numeric()
                .ofMinLength(7)
                .ofMaxLength(15)
                .map(
                    digits ->
                        Optional.<NamedPayer>of(new NamedPayer.Holder(Address.tel("+" + digits)))));
    return Combinators.combine(ids, prices, payers)
        .as((id, price, payer) -> voucher(id, price, payer.orElse(null)));
  }

  @Property
  void whatIsSealedIsReadFromATextAndOpened(@ForAll("vouchers") Voucher voucher) {
    String token = TOKENS.seal(voucher);
    assertThat(token.length()).isLessThanOrEqualTo(160);
    assertThat(Payload.read(token)).contains(new Reference.Token(token));
    assertThat(Payload.read("smsto:10658:" + token)).contains(new Reference.Token(token));
    assertThat(TOKENS.open(token)).contains(VoucherTokens.Content.of(voucher));
    assertThat(TOKENS.seal(voucher)).as("the same each time").isEqualTo(token);
  }

  @Property
  void oneBitChangedAndItOpensNoMore(
      @ForAll("vouchers") Voucher voucher, @ForAll @IntRange(min = 0, max = 10_000) int where) {
    byte[] bytes = Base64.getUrlDecoder().decode(TOKENS.seal(voucher).substring(4));
    int bit = where % (bytes.length * 8);
    bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    String altered = "ST1." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    assertThat(TOKENS.open(altered)).isEmpty();
  }

  @Property
  void nothingElseOpens(@ForAll String text) {
    assertThat(TOKENS.open(text)).isEmpty();
    assertThat(TOKENS.open("ST1." + text)).isEmpty();
  }

  @Test
  void differentVouchersNeverShareANonce() {
    String one = TOKENS.seal(simple(1));
    String two = TOKENS.seal(simple(2));
    assertThat(one.substring(8, 24)).isNotEqualTo(two.substring(8, 24));
  }

  @Test
  void anotherMasterKeyOpensNothing() {
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(new VoucherTokens(new Vault(other)).open(TOKENS.seal(simple(1)))).isEmpty();
  }

  @Test
  void anOlderKeyVerifiesUntilItIsRetired(@TempDir Path directory) {
    Vault vault = Vault.fromFile(directory.resolve("master.key"));
    VoucherTokens tokens = new VoucherTokens(vault);
    String old = tokens.seal(simple(1));
    vault.addKey();
    assertThat(tokens.seal(simple(1))).isNotEqualTo(old);
    assertThat(tokens.open(old)).isPresent();
    vault.retireOldKeys();
    assertThat(tokens.open(old)).isEmpty();
    assertThat(tokens.open(tokens.seal(simple(1)))).isPresent();
  }

  @Test
  void aTokenNeverReachesALog() {
    assertThat(new Reference.Token(TOKENS.seal(simple(1)))).hasToString("Token");
  }
}
