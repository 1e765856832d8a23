package dev.snaptill.voucher;

import dev.snaptill.config.Settings;

/**
 * What vouchers' codes say.
 *
 * @param usual the form where nobody asks for another
 * @param publicUrl how payers' phones reach the voucher pages, without a slash at its end
 * @param category EMVCo tag 52, an ISO 18245 merchant category; 0000 is none
 * @param country EMVCo tag 58, ISO 3166
 * @param city EMVCo tag 60, up to 15 characters
 */
public record FormsConfig(
    Form usual, String publicUrl, String category, String country, String city) {

  /**
   * Of the section {@code forms}.
   *
   * @param apiUrl where the pages are if nothing else is said
   */
  public static FormsConfig from(Settings s, String apiUrl) {
    Form usual = s.choice("usual", Form.SMSTO);
    if (usual == Form.EMV) {
      s.error(
          "usual", "is link, smsto, token or digits; EMVCo data is given where it is asked for");
    }
    return new FormsConfig(
        usual,
        s.text(
            "public_url",
            apiUrl,
            "https?://[^\\s/]+(/[^\\s?#]*[^\\s?#/])?",
            "a URL without a slash at its end, such as https://pay.example.com"),
        s.text("category", "0000", "\\d{4}", "four digits"),
        s.text("country", "CN", "[A-Z]{2}", "two capital letters of ISO 3166"),
        s.text("city", "SHANGHAI", "[ -~]{1,15}", "one to 15 ASCII characters"));
  }

  /** What holds where there is no configuration. */
  public static FormsConfig plain(String publicUrl) {
    return new FormsConfig(Form.SMSTO, publicUrl, "0000", "CN", "SHANGHAI");
  }
}
