package dev.snaptill.api;

import java.util.List;
import java.util.Map;

/**
 * A refusal on its way to becoming a problem document (RFC 9457).
 *
 * <p>Has no stack trace: it is an answer, not a defect.
 */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One field that is wrong; the name is that of the body's field or of the parameter. */
  record FieldError(String field, String detail) {}

  private final int status;
  private final String type;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers;

  /**
   * @param type short name, the last part of the problem's type URN
   * @param detail what was wrong and what to do; never repeats what was sent
   */
  ProblemException(
      int status,
      String type,
      String detail,
      List<FieldError> errors,
      Map<String, String> headers) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.errors = errors;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  List<FieldError> errors() {
    return errors;
  }

  Map<String, String> headers() {
    return headers;
  }

  static ProblemException badField(String field, String detail) {
    return new ProblemException(
        400, "validation", field + ": " + detail, List.of(new FieldError(field, detail)), Map.of());
  }

  static ProblemException unauthorized(String detail) {
    return new ProblemException(
        401, "unauthorized", detail, List.of(), Map.of("WWW-Authenticate", "Bearer"));
  }

  static ProblemException forbidden(String detail) {
    return new ProblemException(403, "forbidden", detail, List.of(), Map.of());
  }

  static ProblemException notFound(String what) {
    return new ProblemException(404, "not-found", "There is no such " + what, List.of(), Map.of());
  }

  static ProblemException conflict(String type, String detail) {
    return new ProblemException(409, type, detail, List.of(), Map.of());
  }

  static ProblemException inProgress() {
    return new ProblemException(
        409,
        "in-progress",
        "A request with this Idempotency-Key is still running; repeat it in a moment",
        List.of(),
        Map.of("Retry-After", "1"));
  }

  static ProblemException unprocessable(String type, String detail) {
    return new ProblemException(422, type, detail, List.of(), Map.of());
  }

  static ProblemException unavailable(String detail) {
    return new ProblemException(503, "unavailable", detail, List.of(), Map.of("Retry-After", "5"));
  }
}
