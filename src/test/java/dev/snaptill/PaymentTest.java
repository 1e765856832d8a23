package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.simulator.phone.PhoneMessage;
import dev.snaptill.store.Databases;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What payers and payees see, and what their banks post, when all goes well. */
@ParameterizedClass
@EnumSource(Databases.class)
class PaymentTest {
  @Parameter Databases kind;
  @TempDir Path directory;
  private World world;

  @BeforeEach
  void start() throws Exception {
    world = new World(directory, kind.environment(directory));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aPayerTextsTheDigitsAndBothGetTheirReceipts() throws Exception {
    JsonObject voucher = world.voucher("12.50");
    String receipt = world.answerTo(world.payer, voucher.getString("code"));
    assertThat(receipt).startsWith("Paid 12.50 CNY to Corner Shop. Receipt ");
    PhoneMessage told = world.shop.awaitText(text -> true, World.SOON);
    assertThat(told.text()).startsWith("Received 12.50 CNY from 138****0001. Receipt ");
    assertThat(told.text()).endsWith(receipt.substring(receipt.indexOf("Receipt ")));
    assertThat(world.north.balance(World.PAYER_ACCOUNT)).isEqualTo(987_50);
    assertThat(world.south.balance(World.SHOP_ACCOUNT)).isEqualTo(12_50);
  }
}
