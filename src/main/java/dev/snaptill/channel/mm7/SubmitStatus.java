package dev.snaptill.channel.mm7;

/** What to do about a status code of an MMSC (TS 23.140 §8.7.8.3; mms.md). */
enum SubmitStatus {
  /** 1000: taken. */
  DONE,
  /** 1100: taken for some recipients; we name one only, so a report has to tell. */
  PARTIAL,
  /** Never going to be taken. */
  PERMANENT,
  /** 2004: a smaller picture may be taken. */
  TOO_BIG,
  /** 2006: the LinkedID is forgotten; send again without. */
  WITHOUT_LINKED_ID,
  /** Try again later. */
  RETRY,
  /** Never going to be taken, and somebody has to change a contract or a configuration. */
  ALARM;

  /** An unknown code counts as x000 of its class; one of no class as 3000. */
  static SubmitStatus of(int code) {
    return switch (code) {
      case 1100 -> PARTIAL;
      case 2004 -> TOO_BIG;
      case 2006 -> WITHOUT_LINKED_ID;
      // 3003 wants one recipient at a time: we never name two, so nothing can be mended
      case 3001, 3002, 3003 -> PERMANENT;
      case 4001, 4002, 4003, 4004, 4005, 4007 -> ALARM;
      default ->
          switch (code / 1000) {
            case 1 -> DONE;
            case 2 -> PERMANENT;
            default -> RETRY;
          };
    };
  }
}
